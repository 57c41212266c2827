import type { CaseRow } from '../results/tables/results.js';
import { Html, html } from './html.js';
import { isOk, isPaced, sizeOf } from './report-device.js';
import type { ReportDevice } from './report-device.js';

interface ShownColumn {
  readonly title: string;
  readonly numeric: boolean;
  readonly text: (row: CaseRow) => string | undefined;
}

type Cases = ReportDevice['cases'];

/** The figures that the page shows as they are, but for their unit. */
type ShownFigure =
  | 'latency_median_ms'
  | 'psnr_y_db'
  | 'ssim_y'
  | 'fidelity_db'
  | 'cold_load_ms'
  | 'warm_load_ms'
  | 'memory_predict_peak_bytes'
  | 'params'
  | 'package_bytes'
  | 'latency_p90_ms'
  | 'launches';

const word = (title: string, text: ShownColumn['text']): ShownColumn => ({ title, numeric: false, text });
const fixed = (title: string, column: ShownFigure, digits: number, unit = 1): ShownColumn => ({
  title,
  numeric: true,
  text: ({ [column]: value }) => (value === undefined ? undefined : (value / unit).toFixed(digits)),
});

/** The columns that the page shows of a phone's cases; results.csv has all of them. */
const columnsFor = (cases: Cases): readonly ShownColumn[] => [
  word('units', (row) => row.compute_units),
  word('size', (row) => (isPaced(row) ? `${sizeOf(row)}, paced` : sizeOf(row))),
  word('status', ({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`)),
  fixed('median, ms', 'latency_median_ms', 2),
  {
    title: '95 % interval, ms',
    numeric: true,
    text: ({ latency_ci_low_ms: low, latency_ci_high_ms: high }) =>
      low === undefined || high === undefined ? undefined : `${low.toFixed(2)} to ${high.toFixed(2)}`,
  },
  ...restedColumns(cases),
  fixed('PSNR-Y, dB', 'psnr_y_db', 2),
  fixed('SSIM-Y', 'ssim_y', 4),
  fixed('fidelity, dB', 'fidelity_db', 2),
  fixed(loadTitle(cases), 'cold_load_ms', 1),
  fixed('warm load, ms', 'warm_load_ms', 1),
  fixed('peak memory, MB', 'memory_predict_peak_bytes', 1, 1e6),
  fixed('params, k', 'params', 1, 1e3),
  fixed('package, MB', 'package_bytes', 3, 1e6),
  fixed('p90, ms', 'latency_p90_ms', 2),
  fixed('launches', 'launches', 0),
  word('family', (row) => row.family),
  word('technique', (row) => row.technique),
  word('weights', (row) => row.weight_dtype),
  word('warnings', (row) => row.warnings),
];

/** A load after a purge is a cold one only where first light showed that it is slower. */
const loadTitle = (cases: Cases): string =>
  cases.every(({ cold_load_ms, cold_load_shown }) => cold_load_ms === undefined || cold_load_shown === true)
    ? 'cold load, ms'
    : 'load after purge, ms';

/** The median of a steady case's paced sibling: what a user waits for whose tap comes after a rest. */
function restedColumns(cases: Cases): ShownColumn[] {
  const settingOf = (row: CaseRow): string => `${row.variant} ${row.compute_units} ${sizeOf(row)}`;
  const paces = [...new Set(cases.flatMap(({ pace_hz }) => pace_hz ?? []))];
  return paces.map((pace) => {
    const medians = new Map(
      cases.flatMap((row) => (row.pace_hz === pace ? [[settingOf(row), row.latency_median_ms]] : [])),
    );
    return {
      title: `after a rest of ${String(1 / pace)} s, ms`,
      numeric: true,
      text: (row) => (isPaced(row) ? undefined : medians.get(settingOf(row))?.toFixed(2)),
    };
  });
}

/** All cases of a phone. An empty cell is unknown, and columns without any value are left out. */
export function caseTable({ name, udid, cases }: ReportDevice): Html {
  const shown = columnsFor(cases).filter(({ text }) => cases.some((each) => text(each)));
  const align = ({ numeric }: ShownColumn): Html => new Html(numeric ? ' class="number"' : '');
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Cases of ${name}">
    <table id="cases-${udid}">
      <caption>
        ${cases.length} cases
      </caption>
      <thead>
        <tr>
          <th scope="col">variant</th>
          ${shown.map((column) => html`<th scope="col" ${align(column)}>${column.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${cases.map(
          (each) =>
            html`<tr${new Html(isOk(each) ? '' : ' class="not-ok"')}>
              <th scope="row">${each.variant}</th>
              ${shown.map((column) => html`<td${align(column)}>${column.text(each) ?? ''}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
