import { z } from 'zod';
import { estimateOf } from '../estimate.js';
import { digits, inBrackets, isKept, medianOf, table } from '../markdown.js';
import { section } from '../section.js';
import type { Ratio } from '../section.js';
import { spentSchema as ofProcess } from '../spent.js';

export const works = ['tables', 'quarter', 'figures', 'gate', 'compare', 'duckDb', 'duckDbAndCopy', 'pandas'] as const;
export type Work = (typeof works)[number];

/** What one way took, and which version of its library took it. */
export const spentSchema = ofProcess.extend({ version: z.string().optional() });
export type Spent = z.infer<typeof spentSchema>;

const figures = z.strictObject({
  samples: z.int(),
  csvBytes: z.int(),
  phones: z.int(),
  cases: z.int(),
  launches: z.int(),
  iterations: z.int(),
  rounds: z.array(
    z.strictObject({
      ...{ tables: spentSchema, quarter: spentSchema, figures: spentSchema, gate: spentSchema, compare: spentSchema },
      ...{ duckDb: spentSchema, duckDbAndCopy: spentSchema, pandas: spentSchema.optional() },
    }),
  ),
});
type Figures = z.infer<typeof figures>;

const goal = { wallToDuckDb: 1.5, peakMb: 1000 };

/** Of the rounds in which both were done. */
function ratio({ rounds }: Figures, name: Work, to: Work, spent: (work: Spent) => number): number[] {
  return rounds.flatMap((round) => {
    const [one, other] = [round[name], round[to]];
    return one && other ? [spent(one) / spent(other)] : [];
  });
}

const wall = ({ wallMs }: Spent): number => wallMs;
const processor = ({ cpuMs }: Spent): number => cpuMs;

const shown: readonly (readonly [Work, string])[] = [
  ['tables', '`tables`'],
  ['figures', 'figures'],
  ['gate', '`gate`'],
  ['compare', '`compare`'],
  ['duckDb', 'DuckDB'],
  ['duckDbAndCopy', 'DuckDB and copy'],
  ['pandas', 'pandas'],
];

function rowOf(found: Figures, name: Work, title: string): string[][] {
  const spent = found.rounds.flatMap((round) => round[name] ?? []);
  if (spent.length === 0) return [];
  const to = (of: (work: Spent) => number): string =>
    name === 'duckDb' ? '1' : inBrackets(ratio(found, name, 'duckDb', of));
  return [
    [
      ...[
        title,
        digits(medianOf(spent, wall) / 1e3),
        to(wall),
        digits(medianOf(spent, processor) / 1e3),
        to(processor),
      ],
      digits(medianOf(spent, ({ peakMb }) => peakMb)),
    ],
  ];
}

function goals(found: Figures): string {
  const toDuckDb = estimateOf(ratio(found, 'tables', 'duckDb', wall)).median;
  const peakMb = medianOf(found.rounds, ({ tables: { peakMb: mb } }) => mb);
  return `The goal for \`tables\`, within ${String(goal.wallToDuckDb)} times DuckDB's summary by the clock, ${isKept(toDuckDb <= goal.wallToDuckDb)}; that of less than ${String(goal.peakMb)} MB
${isKept(peakMb < goal.peakMb)}.`;
}

export const tables = section({
  name: 'tables',
  title: 'How long millions of samples take to become tables and verdicts',
  figures,
  text(found) {
    const [first] = found.rounds;
    const pandas = first?.pandas?.version;
    const number = (value: number): string => value.toLocaleString('en-US');
    return `A seeded run of ${number(found.samples)} timed predictions (${String(found.phones)} phones, ${String(found.cases)} cases, ${String(found.launches)} launches of ${number(found.iterations)} iterations). In each of
${String(found.rounds.length)} rounds, in turn and each in a process of its own:

- \`tables\` reads plan, journals and events, checks every number and hash, and writes all tables, samples.csv of
  ${digits(found.csvBytes / 1e6)} MB among them, which are on disk (fsync) when it ends;
- _figures_ is the same up to the figures of results.csv, and writes nothing;
- \`gate\` judges the run by results.csv, and \`compare\` judges it against five nights before it;
- DuckDB ${first?.duckDb.version ?? ''} reads that samples.csv with all the threads that it chooses, and gives count, mean, extremes, median and three percentiles
  of each case. They are held against results.csv, and all but the median are the same figures: that of several launches is the
  geometric mean of theirs;
- _DuckDB and copy_ does that and writes the samples as CSV again, as \`tables\` does, but without waiting for the disk${
      pandas === undefined
        ? '.'
        : `;
- pandas ${pandas} reads samples.csv and gives the summary.`
    }

Each process loads its libraries (DuckDB with an empty database, pandas, Student's t) before its time begins, and the samples.csv of
an earlier round is deleted before that too.

${table(
  [`${number(found.samples)} samples`, 'wall s', "wall to DuckDB's", 'processor s', "to DuckDB's", 'peak MB'],
  shown.flatMap(([name, title]) => rowOf(found, name, title)),
)}

${goals(found)} Tables of four times as many samples take ${inBrackets(ratio(found, 'tables', 'quarter', wall))} times as long.

A second thread makes and writes samples.csv, from the moment when a phone's events have been read, while the first goes on with the
other phones and tables; on one core \`tables\` does everything with one thread. On a machine of more cores DuckDB's summary gains more than
\`tables\`, which keeps two busy. The latencies of a run stay in memory while its tables are made, 16 bytes a sample, and as many again on
their way to that thread; samples.csv is written in parts of a megabyte. \`tables --redact\` still reads all of samples.csv.`;
  },
  ratios(found) {
    const toDuckDb = (['tables', 'figures', 'duckDbAndCopy', 'pandas'] as const).flatMap((name): Ratio[] => [
      { name: `${name} to DuckDB, wall`, rounds: ratio(found, name, 'duckDb', wall) },
      { name: `${name} to DuckDB, processor time`, rounds: ratio(found, name, 'duckDb', processor) },
    ]);
    const growth = { name: 'tables to those of a quarter, wall', rounds: ratio(found, 'tables', 'quarter', wall) };
    return [...toDuckDb, growth].filter(({ rounds }) => rounds.length > 0);
  },
});
