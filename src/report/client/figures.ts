/// <reference lib="dom" />
import { parse, View } from 'vega';
import type { Spec } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { charts } from '../draw/charts.js';
import type { Chart, Drawing } from '../draw/drawing.js';
import { colours } from '../draw/palette.js';
import { figureId, nothingHere } from '../draw/page-parts.js';
import type { ReportData, Selection } from '../draw/report-data.js';
import { all, element } from './dom.js';
import { letKeysIn } from './points.js';
import { saveAs } from './save.js';

/** A chart of the page, which is drawn anew when the reader chooses something else. */
interface Figure {
  readonly show: (selection: Selection) => void;
}

/** The charts that the page has. Their pictures are there already, so nothing is drawn before something is chosen. */
export function figuresOf(data: ReportData, specs: Readonly<Record<string, Spec>>): Figure[] {
  return charts.flatMap((chart) => {
    const figure = document.getElementById(figureId(chart.id));
    const spec = specs[chart.id];
    return figure === null || spec === undefined ? [] : [figureIn(figure, chart, spec, data)];
  });
}

function figureIn(figure: HTMLElement, chart: Chart, spec: Spec, data: ReportData): Figure {
  const [picture] = all<HTMLElement>(figure, '.chart');
  const [rows] = all<HTMLElement>(figure, '.values');
  if (picture === undefined) throw new Error(`the page has no picture of ${chart.id}`);
  letKeysIn(picture);
  addSaving(figure, picture, chart.id);
  let view: View | undefined;
  return {
    show(selection) {
      const drawing = chart.draw(data, selection);
      if (drawing === undefined) {
        view?.finalize();
        view = undefined;
        picture.replaceChildren(element('p', { class: 'about' }, nothingHere));
        rows?.replaceChildren();
        return;
      }
      view ??= viewIn(picture, spec);
      void draw(view, picture, drawing);
      rows?.replaceChildren(tableOf(drawing.table));
    },
  };
}

function viewIn(picture: HTMLElement, spec: Spec): View {
  // Vega gives what it draws in a role and a name; the chart has its own.
  const stage = element('div');
  picture.replaceChildren(stage);
  // The interpreter needs no eval, which the page's policy forbids.
  const runtime = parse(spec, undefined, { ast: true });
  const view = new View(runtime, { renderer: 'svg', container: stage, hover: false, expr: expressionInterpreter });
  for (const name of ['role', 'aria-label', 'aria-roledescription']) stage.removeAttribute(name);
  return view;
}

async function draw(view: View, picture: HTMLElement, { data, signals, label }: Drawing): Promise<void> {
  for (const [name, value] of Object.entries(signals)) view.signal(name, value);
  for (const [name, values] of Object.entries(data)) view.data(name, [...values]);
  await view.runAsync();
  const [svg] = all<SVGElement>(picture, 'svg');
  if (svg !== undefined) {
    const width = svg.getAttribute('width') ?? '700';
    svg.setAttribute('style', `max-width:${width}px`);
    svg.removeAttribute('width');
    svg.removeAttribute('height');
    svg.setAttribute('aria-label', label);
  }
  for (const group of all(picture, '[aria-roledescription$="mark container"]')) {
    // A group of marks has no name of its own; its marks have.
    group.removeAttribute('role');
    group.removeAttribute('aria-roledescription');
  }
  picture.setAttribute('aria-label', label);
  letKeysIn(picture);
}

export function tableOf([head = [], ...rows]: readonly (readonly string[])[]): HTMLTableElement {
  const line = (cells: readonly string[], tag: 'th' | 'td'): HTMLTableRowElement =>
    element(
      'tr',
      {},
      ...cells.map((cell, index) =>
        element(
          index === 0 && tag === 'td' ? 'th' : tag,
          tag === 'th' ? { scope: 'col' } : index === 0 ? { scope: 'row' } : {},
          cell,
        ),
      ),
    );
  return element(
    'table',
    {},
    element('thead', {}, line(head, 'th')),
    element('tbody', {}, ...rows.map((row) => line(row, 'td'))),
  );
}

function addSaving(figure: HTMLElement, picture: HTMLElement, name: string): void {
  const [place] = all<HTMLElement>(figure, '.saving');
  for (const format of ['svg', 'png'] as const) {
    const button = element('button', { type: 'button', class: 'quiet' }, `Save ${format.toUpperCase()}`);
    button.addEventListener('click', () => {
      const [svg] = all<SVGElement>(picture, 'svg');
      if (svg !== undefined) void saveAs(svg, `${name}.${format}`, format, colours);
    });
    place?.append(button);
  }
}
