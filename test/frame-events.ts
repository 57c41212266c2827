import type { Event } from '../src/contract/events.js';
import { measured } from './hand-made-run.js';

/** What an app writes that is given frames at `hz`, 1/s, and is never idle when one is late. */
export function frames(hz: number, latenciesMs: readonly number[]): Event[] {
  let readyNs = 0;
  const startsNs = latenciesMs.map((ms, index) => {
    const startNs = Math.max(readyNs, Math.round((index * 1e9) / hz));
    readyNs = startNs + ms * 1e6;
    return startNs;
  });
  return measured(latenciesMs.map((ms) => ms * 1e6)).map((event) =>
    event.event === 'result' && event.do === 'measure' ? { ...event, startsNs } : event,
  );
}
