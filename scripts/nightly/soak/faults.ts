import { drawn, reordered } from './random.js';

/** Kinds that end an app or leave it without a word, so that its launch may end badly for good. */
export const endsApp = /^(\d+\/)?(jetsam|watchdog|crash|freeze|kill)\b/;

/** Kinds of faults, with a short time where they have one: a soak is about how many there are. */
const kinds = [
  ...['jetsam', 'watchdog', 'crash', 'freeze', 'unknown-state', 'lost-notification', 'torn-status', 'battery'],
  'wda-dies',
] as const;
const lasting = {
  'slow-launch': 4,
  'hang-launch': 20,
  'late-attach': 3,
  lock: 5,
  alert: 4,
  heat: 4,
  'orphan-wda': 8,
  unplug: 8,
} as const;

/** Faults of the first phone at launches that follow from the seed, each kind as often as the others. */
export function drawFaults(seed: number, count: number, launches: number): string[] {
  const all = [...kinds, ...Object.keys(lasting)];
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / all.length);
    const kind = reordered(all, seed, `faults ${String(round)}`)[index % all.length] ?? '';
    const turn = 1 + Math.floor(drawn(seed, `fault ${String(index)}`) * launches);
    const seconds = Object.entries(lasting).find(([name]) => name === kind)?.[1];
    return `${kind}:${String(turn)}${seconds === undefined ? '' : `:${String(seconds)}`}`;
  });
}
