import { quantilesInPlace, smallestSampleFor } from '../../stats/summary.js';
import type { FrameWindow } from '../draw/report-data.js';
import { thermalStates } from '../draw/thermal.js';

/** The frames of a sustained launch, by index. */
export interface Frames {
  /** When each began, by the app's clock. */
  readonly startsNs: readonly number[];
  readonly latenciesNs: readonly number[];
  /** Index into `thermalStates`; -1 where nothing was said. */
  readonly thermal: readonly number[];
}

const minuteNs = 60e9;

/** As many as a line can show. */
const mostWindows = 50;
const roundSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300];

/**
 * What frames came to over the minutes, of all launches together: windows since the first frame, which was due at once. The next
 * ones are due at `hz`, 1/s, so a frame that waited for a slow one may be late however fast it is.
 */
export function frameWindows(launches: readonly Frames[], hz: number): FrameWindow[] {
  const endNs = Math.max(0, ...launches.map(lengthNs));
  const windowNs = (roundSeconds.find((seconds) => endNs / mostWindows <= seconds * 1e9) ?? 600) * 1e9;
  // What begins in the rest of a window belongs to the one before.
  const count = Math.max(1, Math.round(endNs / windowNs));
  const gathered = Array.from({ length: count }, () => ({ latenciesNs: [] as number[], late: 0, warmest: -1 }));
  for (const { startsNs, latenciesNs, thermal } of launches) {
    const firstNs = startsNs[0] ?? 0;
    for (let frame = 0; frame < latenciesNs.length; frame++) {
      const beganNs = (startsNs[frame] ?? NaN) - firstNs;
      const latencyNs = latenciesNs[frame] ?? NaN;
      const window = gathered[Math.min(count - 1, Math.floor(beganNs / windowNs))];
      if (window === undefined) continue;
      window.latenciesNs.push(latencyNs);
      if (beganNs + latencyNs > ((frame + 1) * 1e9) / hz) window.late += 1;
      window.warmest = Math.max(window.warmest, thermal[frame] ?? -1);
    }
  }
  return gathered.flatMap(({ latenciesNs, late, warmest }, index): FrameWindow[] => {
    const frames = latenciesNs.length;
    if (frames === 0) return [];
    const [median = NaN, p95 = NaN] = quantilesInPlace(Float64Array.from(latenciesNs), [0.5, 0.95]);
    const state = thermalStates[warmest];
    return [
      {
        from: (index * windowNs) / minuteNs,
        to: (index === count - 1 ? endNs : (index + 1) * windowNs) / minuteNs,
        frames,
        late,
        medianMs: toMicroseconds(median),
        ...(frames >= smallestSampleFor.p95 && { p95Ms: toMicroseconds(p95) }),
        ...(state !== undefined && { state }),
      },
    ];
  });
}

function lengthNs({ startsNs, latenciesNs }: Frames): number {
  const last = latenciesNs.length - 1;
  return (startsNs[last] ?? 0) + (latenciesNs[last] ?? 0) - (startsNs[0] ?? 0);
}

/** In ms, no finer than a page shows. */
const toMicroseconds = (ns: number): number => Math.round(ns / 1e3) / 1e3;
