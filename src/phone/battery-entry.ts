import type { BatteryReading } from '../contract/battery.js';

/*
 * The battery's entry in the IORegistry, class IOPMPowerSource, as diagnostics_relay gives it. Which keys and units: an
 * iPhone's entry at alibaba/tidevice, number 35 (hundredths of a degree, mV, mA); SystemLoad is in mW on an iPhone, charging or
 * not (http://wangsaiyu.com/posts/unity/ios_power), and its accumulator grows by one reading a second on Macs.
 * AccumulatedSystemEnergyConsumed stands beside it in units that differ from phone to phone, and is never read.
 */

interface Range {
  readonly least: number;
  readonly most: number;
}

/** What an iPhone can have. A gauge that is not there reports 0, -1 or its largest number. */
const possible = {
  centiDegrees: { least: -2000, most: 9000 },
  voltageMv: { least: 2000, most: 6000 },
  currentMa: { least: -20_000, most: 20_000 },
  loadMw: { least: 1, most: 60_000 },
  inputMw: { least: 0, most: 60_000 },
  sum: { least: 0, most: Number.MAX_SAFE_INTEGER },
  count: { least: 1, most: Number.MAX_SAFE_INTEGER },
} as const satisfies Record<string, Range>;
/** Within the range, and never measured. */
const noDegrees: readonly number[] = [0, -1];

/** What an entry says of the battery; undefined where it says nothing of use. */
export function readingIn(entry: unknown): BatteryReading | undefined {
  const telemetry = valueIn(entry, 'PowerTelemetryData');
  const centiDegrees = wholeIn(entry, 'Temperature', possible.centiDegrees);
  const voltageMv = wholeIn(entry, 'Voltage', possible.voltageMv);
  const currentMa = wholeIn(entry, 'InstantAmperage', possible.currentMa);
  const systemLoadMw = wholeIn(telemetry, 'SystemLoad', possible.loadMw);
  const inputMw = wholeIn(telemetry, 'SystemPowerIn', possible.inputMw);
  const sumMws = wholeIn(telemetry, 'AccumulatedSystemLoad', possible.sum);
  const count = wholeIn(telemetry, 'SystemLoadAccumulatorCount', possible.count);
  const reading: BatteryReading = {
    ...(centiDegrees !== undefined && !noDegrees.includes(centiDegrees) && { temperatureC: centiDegrees / 100 }),
    ...(voltageMv !== undefined && { voltageMv }),
    ...(currentMa !== undefined && { currentMa }),
    ...(systemLoadMw !== undefined && { systemLoadMw }),
    ...(inputMw !== undefined && { inputMw }),
    ...(sumMws !== undefined && count !== undefined && { load: { sumMws, count } }),
  };
  return Object.keys(reading).length === 0 ? undefined : reading;
}

function valueIn(entry: unknown, key: string): unknown {
  if (typeof entry !== 'object' || entry === null || !Object.hasOwn(entry, key)) return undefined;
  return (entry as Readonly<Record<string, unknown>>)[key];
}

/** A whole number within its range. The IORegistry has 64 bits without a sign: -1 is written as 2^64 - 1. */
function wholeIn(entry: unknown, key: string, { least, most }: Range): number | undefined {
  const value = valueIn(entry, key);
  const whole = typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : value;
  const isPossible = typeof whole === 'number' && Number.isSafeInteger(whole) && whole >= least && whole <= most;
  return isPossible ? whole : undefined;
}
