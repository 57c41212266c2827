import { assertNever, explain, explainLoss } from '../contract/outcome.js';
import type { Event } from '../contract/events.js';
import type { Finished, Lost } from '../results/journal.js';
import { median } from '../stats/summary.js';
import { printable } from './printable.js';

/** What became of a launch, in a few words. `warning` is for what a person should see even when more has come since. */
export interface LaunchResult {
  readonly text: string;
  readonly warning?: string;
}

/** The result of a launch that ended: its figure where it has one, otherwise why not. */
export function launchResult({ launch, outcome }: Finished, events: readonly Event[]): LaunchResult {
  switch (outcome.status) {
    case 'ok': {
      const warm = warmestOf(events);
      const warning = `${launch}: the phone was warm (thermal state ${warm ?? ''}), so it may have held back`;
      return { text: figureOf(events), ...(warm !== undefined && { warning: printable(warning) }) };
    }
    case 'unsupported':
      return { text: printable(`unsupported: ${explain(outcome)}`) };
    case 'error':
    case 'refused':
    case 'unreadable':
    case 'crashed':
    case 'timed_out': {
      const text = printable(`${outcome.status}: ${explain(outcome)}`);
      return { text, warning: printable(`${launch}: `) + text };
    }
    default:
      return assertNever(outcome);
  }
}

/** A launch that was lost is tried again. */
export function lostResult({ launch, loss }: Lost): LaunchResult {
  const text = printable(`lost: ${explainLoss(loss)}`);
  return { text, warning: printable(`${launch}: `) + text };
}

function figureOf(events: readonly Event[]): string {
  const results = events.flatMap((event) => (event.event === 'result' ? [event] : []));
  const latenciesNs = results.flatMap((step) =>
    step.do === 'measure' && step.scope === 'predict' ? [...step.latenciesNs] : [],
  );
  if (latenciesNs.length > 0) return milliseconds(median(latenciesNs));
  const images = results.filter((step) => step.do === 'quality').length;
  if (images > 0) return `${String(images)} ${images === 1 ? 'picture' : 'pictures'} enlarged`;
  const load = results.find((step) => step.do === 'load');
  return load === undefined ? 'done' : `loaded in ${milliseconds(load.loadNs)}`;
}

const milliseconds = (ns: number): string => `${(ns / 1e6).toFixed(ns < 1e8 ? 2 : 0)} ms`;

const heat = ['nominal', 'fair', 'serious', 'critical'] as const;

/** The warmest thermal state while something was timed; undefined where the phone stayed cool. */
function warmestOf(events: readonly Event[]): string | undefined {
  const seen = events.flatMap((event) =>
    event.event === 'result' && event.do === 'measure' ? event.thermal.map(([, state]) => heat.indexOf(state)) : [],
  );
  const warmest = Math.max(0, ...seen);
  return warmest === 0 ? undefined : heat[warmest];
}
