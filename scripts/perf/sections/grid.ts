import { z } from 'zod';
import { median } from '../../../src/stats/summary.js';
import { estimateOf } from '../estimate.js';
import { digits, inBrackets, isKept, percent, table } from '../markdown.js';
import { section } from '../section.js';
import { limitOf, waitsSchema } from '../waits.js';

const used = z.strictObject({ processorS: z.number(), peakMb: z.number() });

/** From the first launch to the end of the last one, and of the whole command. */
const pair = z.strictObject({
  directS: z.number(),
  gridS: z.number(),
  directCommandS: z.number(),
  gridCommandS: z.number(),
});
export type GridPair = z.infer<typeof pair>;

const farm = z.strictObject({
  phones: z.int().positive(),
  nodes: z.int().positive(),
  idleShares: z.array(z.number()),
  /** Of each phone, one for each launch that measured and that another such one followed. */
  betweenShares: z.array(z.array(z.number())),
  launchStepsS: z.number(),
  wallS: z.number(),
  busyShare: z.number(),
  waits: waitsSchema.optional(),
  used: z.strictObject({ run: used, hub: used, nodes: used, phones: used }),
});
export type Farm = z.infer<typeof farm>;

const figures = z.strictObject({
  pairedPhones: z.int(),
  pairs: z.array(pair),
  /** Absent where no farm was asked for. */
  farm: farm.optional(),
});
type Figures = z.infer<typeof figures>;

const goals = { gridToDirect: 1.05, idleShare: 0.05 };

const gridToDirect = ({ pairs }: Figures): number[] => pairs.map(({ directS, gridS }) => gridS / directS);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One share for each launch: the mean over phones, which sweep at the same time. */
const between = ({ betweenShares }: Farm): number[] =>
  (betweenShares[0] ?? []).map((_, launch) => mean(betweenShares.map((shares) => shares[launch] ?? NaN)));

function pairsText(found: Figures): string {
  const ratios = gridToDirect(found);
  return `The same ${String(found.pairedPhones)} phones are swept directly and through a Grid of one node, ${String(found.pairs.length)} times each, who begins changing. Seconds are those from the
first launch to the end of the last one; the command directly starts Appium besides, which a node has done.

${table(
  ['way', 'launches s', 'command s'],
  [
    [
      'direct',
      digits(median(found.pairs.map(({ directS }) => directS))),
      digits(median(found.pairs.map(({ directCommandS }) => directCommandS))),
    ],
    [
      'Grid',
      digits(median(found.pairs.map(({ gridS }) => gridS))),
      digits(median(found.pairs.map(({ gridCommandS }) => gridCommandS))),
    ],
  ],
)}

Through a Grid the launches take ${inBrackets(ratios)} times as long. The goal, ${digits(goals.gridToDirect)} times at most, ${isKept(estimateOf(ratios).median <= goals.gridToDirect)}.`;
}

function farmText(of: Farm): string {
  const idle = estimateOf(between(of)).median;
  return `${String(of.phones)} virtual phones at ${String(of.nodes)} nodes, all on one host, in launches of ${digits(of.launchStepsS)} s of app steps: idle between launches is ${inBrackets(between(of), percent)}, and from a
phone's first such launch to its last ${percent(mean(of.idleShares))} in the mean and ${percent(Math.max(...of.idleShares))} of the worst phone. The run took ${digits(of.wallS)} s with ${percent(of.busyShare)} of
the processors. The goal of ${percent(goals.idleShare)} at most between launches ${isKept(idle <= goals.idleShare)}.${of.waits === undefined ? '' : ` ${limitOf(of.waits)}`}

${table(
  ['', 'processor s', 'processor s a phone', 'peak MB'],
  (
    [
      ['run', of.used.run],
      ['hub', of.used.hub],
      ['nodes with their Appiums', of.used.nodes],
      ['emulated phones', of.used.phones],
    ] as const
  ).map(([what, { processorS, peakMb }]) => [what, digits(processorS), digits(processorS / of.phones), digits(peakMb)]),
)}`;
}

export const grid = section({
  name: 'grid',
  title: 'What a Selenium Grid costs',
  figures,
  text: (found) =>
    [
      ...(found.pairs.length === 0 ? [] : [pairsText(found)]),
      ...(found.farm === undefined ? [] : [farmText(found.farm)]),
    ].join('\n\n'),
  ratios: (found) => [
    ...(found.pairs.length === 0 ? [] : [{ name: 'Grid to direct, wall', rounds: gridToDirect(found) }]),
    ...(found.farm === undefined ? [] : [{ name: 'idle share between launches, farm', rounds: between(found.farm) }]),
  ],
});
