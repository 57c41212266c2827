import { Html, html } from './html.js';
import type { ReportCase, ReportDevice } from './report-case.js';

interface ShownColumn {
  readonly title: string;
  readonly numeric: boolean;
  readonly text: (of: ReportCase) => string | undefined;
}

const word = (title: string, text: ShownColumn['text']): ShownColumn => ({ title, numeric: false, text });
const fixed = (title: string, column: string, digits: number, per = 1): ShownColumn => ({
  title,
  numeric: true,
  text: ({ row }) => {
    const value = row.number(column);
    return value === undefined ? undefined : (value / per).toFixed(digits);
  },
});

/** What the page shows of results.csv; the whole of it lies beside the page. */
const columns: readonly ShownColumn[] = [
  word('units', ({ units }) => units),
  word('size', ({ size }) => size),
  word('status', ({ row }) => [row.text('status') ?? [], row.text('reason') ?? []].flat().join(': ')),
  fixed('median, ms', 'latency_median_ms', 2),
  {
    title: '95 % interval, ms',
    numeric: true,
    text: ({ lowMs, highMs }) =>
      lowMs === undefined || highMs === undefined ? undefined : `${lowMs.toFixed(2)} to ${highMs.toFixed(2)}`,
  },
  fixed('PSNR-Y, dB', 'psnr_y_db', 2),
  fixed('SSIM-Y', 'ssim_y', 4),
  fixed('fidelity, dB', 'fidelity_db', 2),
  fixed('peak memory, MB', 'memory_predict_peak_bytes', 1, 1e6),
  fixed('params, k', 'params', 1, 1e3),
  fixed('package, MB', 'package_bytes', 3, 1e6),
  fixed('p90, ms', 'latency_p90_ms', 2),
  fixed('launches', 'launches', 0),
  word('family', ({ row }) => row.text('family')),
  word('technique', ({ row }) => row.text('technique')),
  word('weights', ({ row }) => row.text('weight_dtype')),
  word('warnings', ({ row }) => row.text('warnings')),
];

/** Every case of a phone; empty cells are unknown. Columns without any value are left out. */
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
            html`<tr${new Html(each.ok ? '' : ' class="not-ok"')}>
              <th scope="row">${each.variant}</th>
              ${shown.map((column) => html`<td${align(column)}>${column.text(each) ?? ''}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
