import { inputW } from '../modelled/power.js';
import type { Battery } from './battery.js';
import type { Gauge, GaugeReading } from './gauge.js';
import type { Dictionary } from './wire/plist.js';

const inputMv = 5000;
const emptyMv = 3600;
const mvPerPercent = 6;
const designMah = 3349;

/** What a gauge says that is not there, or that has lost count: zeros, and numbers with all bits set. */
const nonsense: Dictionary = {
  CurrentCapacity: 0,
  InstantAmperage: 0x7fff_ffff,
  PowerTelemetryData: {
    AccumulatedSystemLoad: -1,
    SystemLoad: 0,
    SystemLoadAccumulatorCount: 0,
    SystemPowerIn: 0xffff_ffff,
  },
  Temperature: -1,
  Voltage: 0xffff,
};

/** The battery's entry as it is given out; undefined where there is none. */
export function batteryEntry(gauge: Gauge, battery: Battery): Dictionary | undefined {
  switch (battery.trouble) {
    case 'silent':
      return undefined;
    case 'nonsense':
      return nonsense;
    case undefined:
      return powerSource(gauge.read(), battery);
  }
}

/**
 * The battery's entry in the IORegistry, class IOPMPowerSource: the keys of it that a host may go by. Which there are, and
 * their units (hundredths of a degree, mV, mA, mW): an iPhone's entry at alibaba/tidevice, number 35, and the types of
 * appium-xcuitest-driver (commands/advanced-battery-types.ts). AccumulatedSystemLoad is the sum of one reading of
 * SystemLoad each second, and SystemLoadAccumulatorCount the number of them.
 */
export function powerSource(
  { seconds, energyMj, temperatureC, loadW }: GaugeReading,
  { percent }: Pick<Battery, 'percent'>,
): Dictionary {
  const voltageMv = emptyMv + mvPerPercent * percent;
  const loadMw = Math.round(loadW * 1e3);
  const inputMw = inputW * 1e3;
  const chargingMa = Math.round(((inputMw - loadMw) / voltageMv) * 1e3);
  const centiDegrees = Math.round(temperatureC * 100);
  const count = Math.floor(seconds);
  return {
    AdapterDetails: {
      AdapterID: 0,
      AdapterVoltage: inputMv,
      Current: 500,
      Description: 'usb host',
      FamilyCode: -536_854_528,
      IsWireless: false,
      PMUConfiguration: 500,
      SharedSource: false,
      Source: 0,
      Watts: Math.floor(inputW),
    },
    Amperage: chargingMa,
    AppleRawBatteryVoltage: voltageMv,
    AppleRawCurrentCapacity: Math.round((designMah * percent) / 100),
    AppleRawExternalConnected: true,
    AppleRawMaxCapacity: designMah,
    AtCriticalLevel: false,
    BatteryInstalled: true,
    CurrentCapacity: percent,
    CycleCount: 100,
    DesignCapacity: designMah,
    ExternalChargeCapable: true,
    ExternalConnected: true,
    FullyCharged: false,
    InstantAmperage: chargingMa,
    IsCharging: chargingMa > 0,
    MaxCapacity: 100,
    PowerTelemetryData: {
      AccumulatedSystemLoad: Math.round(energyMj),
      AccumulatedSystemPowerIn: inputMw * count,
      BatteryPower: inputMw - loadMw,
      PowerTelemetryErrorCount: 0,
      SystemCurrentIn: Math.round((inputMw / inputMv) * 1e3),
      SystemLoad: loadMw,
      SystemLoadAccumulatorCount: count,
      SystemPowerIn: inputMw,
      SystemPowerInAccumulatorCount: count,
      SystemVoltageIn: inputMv,
    },
    Temperature: centiDegrees,
    VirtualTemperature: centiDegrees,
    Voltage: voltageMv,
    'built-in': true,
  };
}
