import { drawAll } from '../src/report/draw-all.js';
import type { Drawn } from '../src/report/draw-all.js';
import { firstSelection } from '../src/report/draw/selection.js';
import type { ReportData } from '../src/report/draw/report-data.js';
import { headlineOf } from '../src/report/headline.js';
import { page } from '../src/report/page.js';
import type { Judgements } from '../src/report/read/judgements.js';
import type { NightSeries } from '../src/report/read/night-series.js';
import type { ReadRun } from '../src/report/read/read-runs.js';
import { reportDataOf } from '../src/report/read/report-data-of.js';
import { specs } from '../src/report/specs/specs.js';
import type { CaseRow } from '../src/results/tables/results.js';
import { caseRow } from './case-row.js';
import { sampleProvenance } from './sample-provenance.js';

const all = specs();

/** A run of which nothing is known but these rows. */
export const runOf = (rows: readonly Partial<CaseRow>[], more: Partial<ReadRun> = {}): ReadRun => {
  const whole = rows.map((cells) => caseRow(cells));
  return {
    folder: { path: '/results/run', id: 'run' },
    provenance: sampleProvenance,
    rows: whole,
    udids: whole.map(({ device_udid }) => device_udid),
    launches: [],
    samples: { cases: [], thermal: new Map() },
    quality: [],
    plan: undefined,
    judgements: { unreadable: [] },
    ...more,
  };
};

/** What the page knows of these rows. */
export const reportOf = (...rows: readonly Partial<CaseRow>[]): ReportData => reportDataOf([runOf(rows)]);

/** The page of a run, with its charts. Its program is left out, which no test of these needs. */
export async function pageOf(
  rows: readonly Partial<CaseRow>[],
  judgements: Judgements = { unreadable: [] },
  series: readonly NightSeries[] = [],
): Promise<{ readonly text: string; readonly drawn: readonly Drawn[] }> {
  const run = runOf(rows, { judgements });
  const data = reportDataOf([run], series);
  const selection = firstSelection(data);
  const drawn = await drawAll(data, selection, all);
  const text = page({
    runs: [run],
    data,
    selection,
    headline: headlineOf(data, selection, judgements),
    drawn,
    specs: all,
    photos: { why: 'None.' },
    program: '',
  });
  return { text, drawn };
}
