import { drawn, reordered } from './random.js';

/**
 * What can be killed: the run as a whole, by its process group as a terminal does or each of its processes at once; one of
 * its processes; an app on a phone; or the phones, which then restart with nothing on them.
 */
const victims = ['group', 'tree', 'main', 'launcher', 'worker', 'appium', 'judge', 'app', 'phones'] as const;
export type Victim = (typeof victims)[number];

const signals = ['SIGKILL', 'SIGTERM', 'SIGINT'] as const;
export type Signal = (typeof signals)[number];

export interface KillKind {
  readonly victim: Victim;
  readonly signal: Signal;
}

export interface Kill extends KillKind {
  /** Not before this share of all launches has ended. */
  readonly share: number;
  /** Then after so long, ms. */
  readonly delayMs: number;
  /** Strikes again in the start that follows, so long after that began, ms: what only happens then is struck as well. */
  readonly againMs?: number;
  /** It is the second one of such two. */
  readonly isAgain?: boolean;
}

const allKinds: readonly KillKind[] = victims.flatMap((victim) => signals.map((signal) => ({ victim, signal })));

/** What brings a run to its end, so that it starts again. */
const endsRun: ReadonlySet<Victim> = new Set<Victim>(['group', 'tree', 'main']);

/** Kills at moments spread over a run, each kind as often as the others, in an order that follows from the seed. */
export function drawKills(seed: number, count: number, kinds: readonly KillKind[] = allKinds): Kill[] {
  const rounds = Array.from({ length: Math.ceil(count / kinds.length) }, (_, round) =>
    reordered(kinds, seed, `kinds ${String(round)}`),
  );
  return rounds
    .flat()
    .slice(0, count)
    .map((kind, index): Kill => {
      const draw = (what: string): number => drawn(seed, `kill ${String(index)} ${what}`);
      const isRepeated = endsRun.has(kind.victim) && draw('repeated') < 0.3;
      return {
        ...kind,
        // From 2 % to 92 %, one in each slice.
        share: 0.02 + (0.9 * (index + draw('share'))) / count,
        delayMs: Math.round(draw('delay') * 2000),
        ...(isRepeated && { againMs: Math.round(draw('again') * 12_000) }),
      };
    });
}
