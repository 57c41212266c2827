import type { CaseRow } from '../results/tables/results.js';
import { Html, html } from './html.js';
import { isOk, sizeOf } from './report-device.js';
import type { ReportDevice } from './report-device.js';

interface ShownColumn {
  readonly title: string;
  readonly numeric: boolean;
  readonly text: (row: CaseRow) => string | undefined;
}

/** The figures that the page shows as they are, but for their unit. */
type ShownFigure =
  | 'latency_median_ms'
  | 'psnr_y_db'
  | 'ssim_y'
  | 'fidelity_db'
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

/** The columns that the page shows; results.csv has all of them. */
const columns: readonly ShownColumn[] = [
  word('units', (row) => row.compute_units),
  word('size', sizeOf),
  word('status', ({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`)),
  fixed('median, ms', 'latency_median_ms', 2),
  {
    title: '95 % interval, ms',
    numeric: true,
    text: ({ latency_ci_low_ms: low, latency_ci_high_ms: high }) =>
      low === undefined || high === undefined ? undefined : `${low.toFixed(2)} to ${high.toFixed(2)}`,
  },
  fixed('PSNR-Y, dB', 'psnr_y_db', 2),
  fixed('SSIM-Y', 'ssim_y', 4),
  fixed('fidelity, dB', 'fidelity_db', 2),
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

/** All cases of a phone. An empty cell is unknown, and columns without any value are left out. */
export function caseTable({ name, udid, cases }: ReportDevice): Html {
  const shown = columns.filter(({ text }) => cases.some((each) => text(each)));
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
