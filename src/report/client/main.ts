/// <reference lib="dom" />
import type { Spec } from 'vega';
import { firstSelection } from '../draw/selection.js';
import { dataId, nothingHere, specsId } from '../draw/page-parts.js';
import { unpack } from '../draw/packed.js';
import type { Packed } from '../draw/packed.js';
import { pageTables } from '../draw/page-tables.js';
import { installCaseList } from './case-list.js';
import { all, byId, element } from './dom.js';
import { figuresOf, tableOf } from './figures.js';
import { installTip } from './points.js';

/* The page's own program: what the page shows without it, it lets the reader choose, search, sort and save. */

const read = (id: string): unknown => JSON.parse(byId(id, HTMLElement).textContent) as unknown;

const data = unpack(read(dataId) as Packed);
const figures = figuresOf(data, read(specsId) as Record<string, Spec>);
const controls = all<HTMLSelectElement>(document, 'select[data-choice]');
let selection = firstSelection(data);

function choose(name: string, value: string): void {
  selection = { ...selection, [name]: name === 'phone' ? Number(value) : value };
  for (const control of controls) {
    if (control.dataset['choice'] === name) control.value = value;
  }
  for (const figure of figures) figure.show(selection);
  for (const photos of all<HTMLElement>(document, '[data-phones]')) {
    photos.hidden = !photos.dataset['phones']?.split(' ').includes(String(selection.phone));
  }
  for (const { id, rows } of pageTables) {
    const shown = rows(data, selection);
    document
      .getElementById(id)
      ?.replaceChildren(shown.length > 0 ? tableOf(shown) : element('p', { class: 'about' }, nothingHere));
  }
}

for (const control of controls) {
  control.disabled = false;
  control.addEventListener('change', () => {
    choose(control.dataset['choice'] ?? '', control.value);
  });
}
installTip();
installCaseList(data);
document.documentElement.classList.add('live');
