import { z } from 'zod';
import { digits, inBrackets, medianOf } from '../markdown.js';
import { section } from '../section.js';

const built = z.strictObject({ wallMs: z.number(), processorMs: z.number(), bytes: z.int() });
export type BuiltPage = z.infer<typeof built>;

/** Until the end of loading, and for drawing all charts of another phone. */
const opened = z.strictObject({ openedMs: z.number(), drawnAnewMs: z.number() });
export type OpenedPage = z.infer<typeof opened>;

const figures = z.strictObject({
  cases: z.int(),
  quarterCases: z.int(),
  samples: z.int(),
  browser: z.string(),
  rounds: z.array(z.strictObject({ whole: built, quarter: built, opened })).min(1),
});
type Figures = z.infer<typeof figures>;

const growth = ({ rounds }: Figures, of: (page: BuiltPage) => number): number[] =>
  rounds.map(({ whole, quarter }) => of(whole) / of(quarter));

export const report = section({
  name: 'report',
  title: 'How large the page of a run is, and how fast',
  figures,
  text(found) {
    const { rounds } = found;
    const number = (value: number): string => value.toLocaleString('en-US');
    const seconds = (ms: number): string => `${digits(ms / 1000)} s`;
    return `Made-up tables of ${number(found.cases)} cases with ${number(found.samples)} timed predictions become a page of
${digits(medianOf(rounds, ({ whole }) => whole.bytes / 1e6))} MB in ${seconds(medianOf(rounds, ({ whole }) => whole.processorMs))} of processor time (${seconds(medianOf(rounds, ({ whole }) => whole.wallMs))} by the clock). ${found.browser}, headless, opens it in
${seconds(medianOf(rounds, ({ opened: { openedMs } }) => openedMs))} and draws all charts of another phone in ${seconds(medianOf(rounds, ({ opened: { drawnAnewMs } }) => drawnAnewMs))}. For four times as many cases, ${number(found.cases)} instead of
${number(found.quarterCases)}, the page is ${digits(medianOf(rounds, ({ whole, quarter }) => whole.bytes / quarter.bytes))} times as large and takes ${inBrackets(growth(found, ({ processorMs }) => processorMs))} times as much processor time. Medians of
${String(rounds.length)} rounds.`;
  },
  ratios: (found) => [
    { name: 'page of four times as many cases, bytes', rounds: growth(found, ({ bytes }) => bytes) },
    {
      name: 'page of four times as many cases, processor time',
      rounds: growth(found, ({ processorMs }) => processorMs),
    },
  ],
});
