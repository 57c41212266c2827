import { explainMemory, modelledFigures, sortedEpochs, virtualFigures } from '../results/device.js';
import type { Provenance } from '../results/read-provenance.js';
import { caseTable } from './case-table.js';
import type { Curve } from './curves.js';
import { figureHtml } from './figure.js';
import { Html, html } from './html.js';
import { provenanceHtml } from './provenance.js';
import { isOk } from './report-device.js';
import type { ReportDevice } from './report-device.js';
import { style } from './style.js';

/** A curve with its picture, an SVG that stands alone. */
export interface Chart {
  readonly curve: Curve;
  readonly svg: string;
}

/** A phone with its charts. */
export interface Section {
  readonly device: ReportDevice;
  readonly charts: readonly Chart[];
}

/** The whole page, a file that needs no other and no network. */
export function page(run: Provenance, sections: readonly Section[]): string {
  const devices = sections.map(({ device }) => device);
  const cases = devices.flatMap((device) => device.cases);
  const ok = cases.filter(isOk).length;
  let drawn = 0;
  const body = sections.map(({ device, charts }) => {
    const first = drawn;
    drawn += charts.length;
    return section(device, charts, first);
  });
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${run.run_id}: rezbench</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <main>
          <h1>${run.run_id}</h1>
          <p class="about">Core ML super-resolution, ${ok} of ${cases.length} cases ok, ${run.started_at}</p>
          ${devices.every(({ isIphone }) => isIphone) ? [] : [banner(devices)]} ${memoryNote(devices)}
          ${ok === 0 ? [html`<p>No case of this run is ok, so there is nothing to draw; the status says why.</p>`] : []}
          ${body}
          <h2>Provenance</h2>
          ${provenanceHtml(run, devices)}
        </main>
      </body>
    </html> `;
  return text;
}

const banner = (devices: readonly ReportDevice[]): Html =>
  html`<aside class="banner" aria-label="Warning">
    <p>
      <strong>${virtualFigures}.</strong> ${
        devices.some(({ isModelled }) => isModelled)
          ? modelledFigures
          : 'Latency and memory here are those of the computer that emulated it'
      }.
    </p>
  </aside>`;

/** Phones on both sides of a change of what memory contains. */
function memoryNote(devices: readonly ReportDevice[]): Html[] {
  const epochs = sortedEpochs(devices.flatMap(({ osEpoch }) => osEpoch ?? []));
  if (epochs.length < 2) return [];
  return [html`<p>Memory does not compare between these phones: ${epochs.map(explainMemory).join('; ')}.</p>`];
}

function section(device: ReportDevice, charts: readonly Chart[], firstIndex: number): Html {
  const anyOk = device.cases.some(isOk);
  return html`<section>
    <h2>${device.name}</h2>
    <p class="about">${device.about}, ${device.udid}</p>
    ${charts.length > 0 ? curves(charts, firstIndex) : anyOk ? noCurves : []}
    <h3>Cases</h3>
    ${caseTable(device)}
  </section>`;
}

const noCurves = html`<p>No case has a PSNR, so no curve is drawn; give the sweep a testset.</p>`;

const curves = (charts: readonly Chart[], firstIndex: number): Html =>
  html`<h3>Curves</h3>
    <p>
      Up and to the left is better. The dashed line is the Pareto front: no variant on it is beaten in both. Bars are 95
      % intervals. Size and parameters show each variant at the lowest PSNR of its compute units.
    </p>
    <div class="charts">${charts.map(({ curve, svg }, index) => figureHtml(curve, svg, firstIndex + index))}</div>`;
