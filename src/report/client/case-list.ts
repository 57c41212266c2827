/// <reference lib="dom" />
import { filtered, sorted } from '../draw/filter.js';
import type { Sorting } from '../draw/filter.js';
import { pageRows } from '../draw/page-parts.js';
import { isOk } from '../draw/report-data.js';
import type { ReportCase, ReportData } from '../draw/report-data.js';
import { classesOf, tableColumns } from '../draw/table-columns.js';
import { all, byId, element } from './dom.js';

/** Lets the reader search and sort the table of cases. */
export function installCaseList(data: ReportData): void {
  const table = document.getElementById('cases-table');
  if (table === null) return;
  const columns = tableColumns(data);
  const [body] = all<HTMLElement>(table, 'tbody');
  const heads = all<HTMLElement>(table, 'thead th');
  const search = byId('cases-search', HTMLInputElement);
  const count = byId('cases-count', HTMLElement);
  const more = byId('cases-more', HTMLButtonElement);
  let sorting: Sorting | undefined;
  let most = pageRows;

  const lineOf = (row: ReportCase): HTMLTableRowElement =>
    element(
      'tr',
      isOk(row) ? {} : { class: 'not-ok' },
      ...columns.map((column, index) =>
        index === 0
          ? element('th', { scope: 'row' }, column.text(row))
          : element('td', { class: classesOf(column) }, column.text(row)),
      ),
    );

  const show = (): void => {
    const rows = sorted(filtered(data.cases, columns, search.value), columns, sorting);
    body?.replaceChildren(...rows.slice(0, most).map(lineOf));
    const shown = Math.min(rows.length, most);
    count.textContent = `${String(shown)} of ${String(rows.length)} cases${rows.length < data.cases.length ? ` that match, of ${String(data.cases.length)}` : ''}`;
    more.hidden = shown === rows.length;
    heads.forEach((head, index) => {
      const isThis = sorting?.column === index;
      head.setAttribute('aria-sort', !isThis ? 'none' : sorting?.isDescending ? 'descending' : 'ascending');
    });
  };

  heads.forEach((head, index) => {
    const button = element('button', { type: 'button', class: 'sort' }, head.textContent);
    button.addEventListener('click', () => {
      sorting = { column: index, isDescending: sorting?.column === index && !sorting.isDescending };
      show();
    });
    head.replaceChildren(button);
  });
  search.addEventListener('input', () => {
    most = pageRows;
    show();
  });
  more.addEventListener('click', () => {
    most += pageRows * 5;
    show();
  });
  show();
}
