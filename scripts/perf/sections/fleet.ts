import { z } from 'zod';
import { groupBy } from '../../../src/results/group-by.js';
import { estimateOf } from '../estimate.js';
import { digits, inBrackets, isKept, medianOf, percent, table } from '../markdown.js';
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

const figures = z.strictObject({
  app: z.string(),
  /** In rounds: all numbers of phones, and again. */
  sweeps: z.array(sweepSchema).min(1),
});
type Figures = z.infer<typeof figures>;

const goalShare = 0.05;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The sweeps of one number of phones. */
type Sweeps = readonly [FleetSweep, ...FleetSweep[]];

/** In the order in which they were measured first. */
const byPhones = ({ sweeps }: Figures): Sweeps[] => [...groupBy(sweeps, ({ phones }) => phones).values()];

/** One share for each sweep: two launches of one sweep are more alike than two sweeps. */
const between = (sweeps: Sweeps): number[] =>
  sweeps.map(({ betweenShares }) => mean(betweenShares.map((shares) => mean(shares))));

const counted = (phones: number): string => `${String(phones)} ${phones === 1 ? 'phone' : 'phones'}`;

function growth(found: Figures): string {
  const groups = byPhones(found);
  const [first, last] = [groups[0], groups.at(-1)];
  if (first === undefined || last === undefined || first === last) return '';
  const times = (each: (of: FleetSweep) => number): string => digits(medianOf(last, each) / medianOf(first, each));
  return ` From ${counted(first[0].phones)} to ${String(last[0].phones)}, the run's processor time for a phone becomes ${times(({ runProcessorS, phones }) => runProcessorS / phones)} times as much, its memory for a phone
${times(({ runPeakMb, phones }) => runPeakMb / phones)} times, and the idle share ${times(({ idleShares }) => mean(idleShares))} times.`;
}

function goal(found: Figures): string {
  const groups = byPhones(found);
  const kept = groups.filter((sweeps) => estimateOf(between(sweeps)).median <= goalShare);
  const whom =
    kept.length === groups.length || kept.length === 0
      ? isKept(kept.length > 0)
      : `is kept with ${kept.map(([{ phones }]) => String(phones)).join(' and ')} at once alone`;
  return `The goal of ${percent(goalShare)} at most between launches ${whom}.`;
}

function timesSwept(found: Figures): string {
  const most = Math.max(...byPhones(found).map((sweeps) => sweeps.length));
  return most === 1 ? 'once' : `${String(most)} times`;
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
Appium. A launch that measures has ${digits(medianOf(found.sweeps, ({ launchStepsS }) => launchStepsS))} s of app steps. _Idle_ is the share of a phone's time outside app steps: _between launches_ from
the beginning of one launch that measures to that of the next, the mean over launches and phones; _mean_ and _worst
phone_ from the first such launch to the end of the last. Each number of phones is swept ${timesSwept(found)}, in turns with the others; the range is that of these sweeps, and the other figures their medians.

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
  byPhones(found).map((sweeps) => {
    const the = (figure: (of: FleetSweep) => number): number => medianOf(sweeps, figure);
    return [
      ...[String(sweeps[0].phones), inBrackets(between(sweeps), percent)],
      ...[percent(the((of) => mean(of.idleShares))), percent(the((of) => Math.max(...of.idleShares)))],
      ...[digits(the((of) => of.wallS)), digits(the((of) => of.runProcessorS / of.phones))],
      ...[digits(the((of) => of.runPeakMb / of.phones)), digits(the((of) => of.phonesProcessorS / of.phones))],
      ...[digits(the((of) => of.phonesPeakMb / of.phones)), percent(the((of) => of.busyShare))],
    ];
  }),
)}

${goal(found)}${growth(found)}${limit(found)}

${found.app === 'swift' ? 'The app is the Swift app, built for Linux.' : 'The app is the TypeScript twin, whose start alone takes a third of a second.'} One Appium server serves all phones.`,
  ratios: (found) =>
    byPhones(found).map((sweeps) => ({
      name: `idle share between launches, ${counted(sweeps[0].phones)}`,
      rounds: between(sweeps),
    })),
});
