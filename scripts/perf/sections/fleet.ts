import { z } from 'zod';
import { median } from '../../../src/stats/summary.js';
import { estimateOf } from '../estimate.js';
import { digits, inBrackets, isKept, percent, table } from '../markdown.js';
import { section } from '../section.js';
import { limitOf, waitsSchema } from '../waits.js';

const sweepSchema = z.strictObject({
  phones: z.int().positive(),
  /** Of each phone, from the beginning of its first launch that measured to the end of its last. */
  idleShares: z.array(z.number()),
  /** Of each phone, one for each launch that measured and that another such one followed. */
  betweenShares: z.array(z.array(z.number())),
  /** App steps of a launch that measures, the median. */
  launchStepsS: z.number(),
  wallS: z.number(),
  runProcessorS: z.number(),
  runPeakMb: z.number(),
  phonesProcessorS: z.number(),
  phonesPeakMb: z.number(),
  busyShare: z.number(),
  waits: waitsSchema.optional(),
});
export type FleetSweep = z.infer<typeof sweepSchema>;

const figures = z.strictObject({ app: z.string(), sweeps: z.array(sweepSchema).min(1) });
type Figures = z.infer<typeof figures>;

const goalShare = 0.05;

/** One share for each launch: the mean over phones, which sweep at the same time. */
export const rounds = ({ betweenShares }: FleetSweep): number[] =>
  (betweenShares[0] ?? []).map((_, launch) => mean(betweenShares.map((shares) => shares[launch] ?? NaN)));

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const counted = (phones: number): string => `${String(phones)} ${phones === 1 ? 'phone' : 'phones'}`;

function growth({ sweeps }: Figures): string {
  const [first, last] = [sweeps[0], sweeps.at(-1)];
  if (first === undefined || last === undefined || first === last) return '';
  const each = ({ runProcessorS, phones }: FleetSweep): number => runProcessorS / phones;
  const idle = (of: FleetSweep): number => mean(of.idleShares);
  return ` From ${counted(first.phones)} to ${String(last.phones)}, the run's processor time for a phone becomes ${digits(each(last) / each(first))} times as much, its memory for a phone
${digits(last.runPeakMb / last.phones / (first.runPeakMb / first.phones))} times, and the idle share ${digits(idle(last) / idle(first))} times.`;
}

function goal({ sweeps }: Figures): string {
  const kept = sweeps.filter((of) => estimateOf(rounds(of)).median <= goalShare);
  const whom =
    kept.length === sweeps.length || kept.length === 0
      ? isKept(kept.length > 0)
      : `is kept with ${kept.map(({ phones }) => String(phones)).join(' and ')} at once alone`;
  return `The goal of ${percent(goalShare)} at most between launches ${whom}.`;
}

/** What limits the largest fleet. */
function limit({ sweeps }: Figures): string {
  const last = sweeps.at(-1);
  return last?.waits === undefined ? '' : ` With ${counted(last.phones)}: ${limitOf(last.waits)}`;
}

export const fleet = section({
  name: 'fleet',
  title: 'What a fleet costs its host',
  figures,
  text: (
    found,
  ) => `\`npx rezbench run\` sweeps virtual phones whose app rests for most of a launch, so that what grows with their number is the work of rezbench and
Appium. A launch that measures has ${digits(median(found.sweeps.map(({ launchStepsS }) => launchStepsS)))} s of app steps. _Idle_ is the share of a phone's time outside app steps: _between launches_ from
the beginning of one launch that measures to that of the next, the median over launches of the mean over phones; _mean_ and _worst
phone_ from the first such launch to the end of the last.

${table(
  [
    ...[
      'phones',
      'idle between launches',
      'idle, mean',
      'idle, worst phone',
      'run, wall s',
      'run: processor s a phone',
    ],
    ...['run: MB a phone', 'emulation: processor s a phone', 'emulation: MB a phone', 'processors busy'],
  ],
  found.sweeps.map((of) => [
    ...[String(of.phones), inBrackets(rounds(of), percent)],
    ...[percent(mean(of.idleShares)), percent(Math.max(...of.idleShares)), digits(of.wallS)],
    ...[digits(of.runProcessorS / of.phones), digits(of.runPeakMb / of.phones)],
    ...[digits(of.phonesProcessorS / of.phones), digits(of.phonesPeakMb / of.phones), percent(of.busyShare)],
  ]),
)}

${goal(found)}${growth(found)}${limit(found)}

${found.app === 'swift' ? 'The app is the Swift app, built for Linux.' : 'The app is the TypeScript twin, whose start alone takes a third of a second.'} One Appium server serves all phones.`,
  ratios: (found) =>
    found.sweeps.map((of) => ({ name: `idle share between launches, ${counted(of.phones)}`, rounds: rounds(of) })),
});
