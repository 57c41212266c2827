import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { sustainedOf } from '../../results/sustained.js';
import type { LaunchRecord } from '../../results/launch-record.js';
import { frameWindows } from './frame-windows.js';
import type { Frames } from './frame-windows.js';

/** Frames as an app reports them that is never idle when one is late, and whose clock began long before. */
function framesOf(hz: number, latenciesMs: readonly number[], thermal: readonly number[] = []): Frames {
  const clockNs = 7e9;
  let readyNs = 0;
  const startsNs = latenciesMs.map((ms, index) => {
    const startNs = Math.max(readyNs, Math.round((index * 1e9) / hz));
    readyNs = startNs + ms * 1e6;
    return clockNs + startNs;
  });
  return {
    startsNs,
    latenciesNs: latenciesMs.map((ms) => ms * 1e6),
    thermal: latenciesMs.map((_, at) => thermal[at] ?? 0),
  };
}

const repeated = (value: number, count: number): number[] => Array.from({ length: count }, () => value);

describe('frames over minutes', () => {
  it('are windows of fifteen seconds in ten minutes, with medians, and with 95 % where there are enough frames', () => {
    const windows = frameWindows([framesOf(10, [...repeated(20, 3000), ...repeated(30, 3001)])], 10);
    expect(windows).to.have.length(40);
    expect(windows[0]).to.deep.equal({
      ...{ from: 0, to: 0.25, frames: 150, late: 0 },
      ...{ medianMs: 20, p95Ms: 20, state: 'nominal' },
    });
    expect(windows.at(-1)).to.include({ from: 9.75, frames: 151, medianMs: 30 });
    const slow = frameWindows([framesOf(10, repeated(900, 60))], 10);
    expect(slow.every((window) => !('p95Ms' in window))).to.equal(true);
  });

  it('say how warm the phone was at most, and leave out a window in which no frame began', () => {
    const [cool, warm] = [repeated(0, 40), repeated(2, 40)];
    const windows = frameWindows([framesOf(2, repeated(10, 80), [...cool, ...warm])], 2);
    expect(windows.map(({ state }) => state)).to.include.members(['nominal', 'serious']);
    expect(windows.at(-1)?.state).to.equal('serious');
    // One frame that takes longer than windows are.
    const gaps = frameWindows([framesOf(10, [...repeated(10, 20), 9000, ...repeated(10, 200)])], 10);
    expect(gaps.some(({ from }, index) => index > 0 && from > (gaps[index - 1]?.to ?? NaN))).to.equal(true);
  });

  it('count each frame once, and as late those that the table counts', () => {
    const launch = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), launch, (hz, latenciesMs) => {
        const frames = framesOf(hz, latenciesMs);
        const windows = frameWindows([frames], hz);
        const total = (of: 'frames' | 'late'): number => windows.reduce((sum, window) => sum + window[of], 0);
        expect(total('frames')).to.equal(latenciesMs.length);
        const firstNs = frames.startsNs[0] ?? NaN;
        const startsNs = frames.startsNs.map((ns) => ns - firstNs);
        const event = { event: 'result', do: 'measure', scope: 'predict', startsNs, latenciesNs: frames.latenciesNs };
        const share = sustainedOf([{ events: [event] } as unknown as LaunchRecord], hz)?.deadlineMissShare;
        expect(total('late') / latenciesMs.length).to.be.closeTo(share ?? NaN, 1e-12);
      }),
    );
  });
});
