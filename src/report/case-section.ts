import { pageRows } from './draw/page-parts.js';
import { isOk } from './draw/report-data.js';
import type { ReportCase, ReportData } from './draw/report-data.js';
import { classesOf, tableColumns } from './draw/table-columns.js';
import type { TableColumn } from './draw/table-columns.js';
import { Html, html } from './html.js';
import type { Section } from './page.js';

const classOf = (column: TableColumn): Html => {
  const classes = classesOf(column);
  return new Html(classes === '' ? '' : ` class="${classes}"`);
};

/** All cases. An empty cell is unknown, and columns without any value are left out. */
export function casesSection(data: ReportData): Section {
  const columns = tableColumns(data);
  const shown = data.cases.slice(0, pageRows);
  return {
    id: 'cases',
    title: 'All cases',
    body: html`<p>
        A line for each case, as results.csv beside the page has it on the line that the row names. An empty cell is
        unknown.
      </p>
      <div class="find needs-script">
        <label
          >Search<input type="search" id="cases-search" placeholder="a variant, a phone, cpuOnly, crashed…"
        /></label>
        <span id="cases-count" role="status"></span>
      </div>
      ${shown.length < data.cases.length ? [html`<p class="about no-script-only">The first ${shown.length} of ${data.cases.length} cases; results.csv has all of them.</p>`] : []}
      <div class="scroll cases" role="region" tabindex="0" aria-label="Cases">
        <table id="cases-table">
          <caption>
            ${data.cases.length} cases
          </caption>
          <thead>
            <tr>
              ${columns.map((column) => html`<th scope="col" ${classOf(column)}>${column.title}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${shown.map((row) => lineOf(row, columns))}
          </tbody>
        </table>
      </div>
      <p class="needs-script"><button type="button" id="cases-more">Show more</button></p>`,
  };
}

const lineOf = (row: ReportCase, [first, ...columns]: readonly TableColumn[]): Html =>
  html`<tr${new Html(isOk(row) ? '' : ' class="not-ok"')}>
    <th scope="row">${first?.text(row) ?? ''}</th>
    ${columns.map((column) => html`<td${classOf(column)}>${column.text(row)}</td>`)}
  </tr>`;
