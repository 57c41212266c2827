import type { Event } from '../src/contract/events.js';
import type { Step } from '../src/contract/job.js';

/** Fields that differ between two apps' runs of one launch: times, memory and its use, the process and the build. */
const differing = new Set([
  'tNs',
  'pid',
  'appBuild',
  'footprintBytes',
  'footprintPeakBytes',
  'neuralBytes',
  'outputBacked',
]);

/**
 * The events of a launch that did `steps`, without what differs between two runs of it. A list of times becomes its
 * length, unless the step is to last a while: then that is a matter of speed, too. The launch's own name, which holds
 * the run's, is taken out of paths.
 */
export function comparable(events: readonly Event[], steps: readonly Step[]): unknown[] {
  const launch = events[0]?.event === 'hello' ? events[0].launch : '';
  return events.map((event) => {
    const step = 'step' in event ? steps[event.step] : undefined;
    const lasts = step?.do === 'measure' && (step.minNs > 0 || step.durationS !== undefined);
    const blank = (value: unknown, key: string): unknown => {
      if (key.endsWith('Ns')) return Array.isArray(value) && !lasts ? value.length : 'times';
      if (Array.isArray(value)) return value.map((one) => blank(one, ''));
      if (typeof value === 'string') return launch === '' ? value : value.replaceAll(launch, 'LAUNCH');
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .filter(([name]) => !differing.has(name))
          .map(([name, inner]) => [name, blank(inner, name)]),
      );
    };
    return blank(event, '');
  });
}
