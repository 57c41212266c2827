import { figureId, nothingHere } from './draw/page-parts.js';
import type { Drawn } from './draw-all.js';
import { Html, html } from './html.js';
import { inPage } from './render.js';

/** A table of words, of which the first line is the head. */
export const tableHtml = ([head = [], ...rows]: readonly (readonly string[])[]): Html =>
  html`<table>
    <thead>
      <tr>
        ${head.map((title) => html`<th scope="col">${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([first = '', ...cells]) =>
          html`<tr>
            <th scope="row">${first}</th>
            ${cells.map((cell) => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;

/** What a chart means. */
type Caption = string | Html;

/** The place of a chart that has nothing to show of what the page opens with, and something of another choice. */
export const emptyFigureHtml = (id: string, caption: Caption): Html =>
  html`<figure id="${figureId(id)}">
    <div class="chart" role="group" aria-label="${nothingHere}"><p class="about">${nothingHere}</p></div>
    <figcaption>${caption}</figcaption>
    <div class="saving needs-script"></div>
    <details>
      <summary>The same as a table</summary>
      <div class="scroll values" role="region" tabindex="0" aria-label="Table"></div>
    </details>
  </figure>`;

/** A chart on the page: its picture, what it means, and the same as a table. */
export const figureHtml = ({ id, drawing, svg }: Drawn, caption: Caption): Html =>
  html`<figure id="${figureId(id)}">
    <div class="chart" role="group" aria-label="${drawing.label}">${new Html(inPage(svg, id))}</div>
    <figcaption>${caption}</figcaption>
    <div class="saving needs-script"></div>
    <details>
      <summary>The same as a table</summary>
      <div class="scroll values" role="region" tabindex="0" aria-label="Table: ${drawing.label}">
        ${tableHtml(drawing.table)}
      </div>
    </details>
  </figure>`;
