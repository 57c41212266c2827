import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readingIn } from './battery-entry.js';

describe("the battery's entry in the IORegistry", () => {
  const telemetry = {
    AccumulatedSystemLoad: 1_012_022_064,
    SystemLoadAccumulatorCount: 144_067,
    SystemLoad: 1450,
    SystemPowerIn: 4900,
    AccumulatedSystemEnergyConsumed: 295_472_594,
  };
  const entry = { Temperature: 3980, Voltage: 3876, InstantAmperage: 1602, PowerTelemetryData: telemetry };

  it('says what a phone is on record as saying', () => {
    expect(readingIn(entry)).to.deep.equal({
      temperatureC: 39.8,
      voltageMv: 3876,
      currentMa: 1602,
      systemLoadMw: 1450,
      inputMw: 4900,
      load: { sumMws: 1_012_022_064, count: 144_067 },
    });
  });

  it('has 64 bits without a sign', () => {
    expect(readingIn({ ...entry, InstantAmperage: 2n ** 64n - 412n })).to.include({ currentMa: -412 });
  });

  it('leaves out what no phone can have, and what is not there', () => {
    const nonsense = {
      Temperature: 0,
      Voltage: 65_535,
      InstantAmperage: 'charging',
      PowerTelemetryData: { ...telemetry, SystemLoad: 0, AccumulatedSystemLoad: 1.8446744073172697e19 },
    };
    expect(readingIn(nonsense)).to.deep.equal({ inputMw: 4900 });
    expect(readingIn({ Temperature: 2500, PowerTelemetryData: { AccumulatedSystemLoad: 5 } })).to.deep.equal({
      temperatureC: 25,
    });
    for (const nothing of [
      undefined,
      null,
      {},
      [],
      'text',
      { PowerTelemetryData: 7 },
      { Temperature: -1 },
      { Temperature: -1e6 },
    ])
      expect(readingIn(nothing)).to.equal(undefined);
  });

  it('gives no figure out of range, whatever stands in it', () => {
    const value = fc.oneof(fc.integer(), fc.bigInt(), fc.double(), fc.string(), fc.constant(null));
    const keys = fc.constantFrom('Temperature', 'Voltage', 'InstantAmperage', 'SystemLoad', 'AccumulatedSystemLoad');
    const any = fc.dictionary(keys, value);
    fc.assert(
      fc.property(any, any, (top, inner) => {
        const {
          temperatureC = 20,
          voltageMv = 4000,
          systemLoadMw = 1,
        } = readingIn({ ...top, PowerTelemetryData: inner }) ?? {};
        expect(temperatureC).within(-20, 90);
        expect(voltageMv).within(2000, 6000);
        expect(systemLoadMw).within(1, 60_000);
      }),
    );
  });
});
