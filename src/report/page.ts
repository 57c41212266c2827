import { createHash } from 'node:crypto';
import type { Spec } from 'vega';
import { explainMemory, modelledFigures, sortedEpochs, virtualFigures } from '../results/device.js';
import { isIphone, isModelled, osEpochOf } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import { pack } from './draw/packed.js';
import { dataId, specsId } from './draw/page-parts.js';
import { distinct, isOk } from './draw/report-data.js';
import type { ReportData, Selection } from './draw/report-data.js';
import { casesSection } from './case-section.js';
import type { Drawn } from './draw-all.js';
import type { Headline } from './headline.js';
import { Html, html } from './html.js';
import type { Photos } from './photos/photos.js';
import { photosSection } from './photos/photos-section.js';
import { phonesHtml, provenanceHtml } from './provenance.js';
import type { ReadRun } from './read/read-runs.js';
import { chartSections } from './sections.js';
import { style } from './style.js';
import { warningsSection } from './warnings-section.js';

/** What a page is made of. */
export interface PageParts {
  readonly runs: readonly Pick<ReadRun, 'provenance' | 'rows'>[];
  readonly data: ReportData;
  readonly selection: Selection;
  readonly headline: Headline;
  readonly drawn: readonly Drawn[];
  readonly specs: Readonly<Record<string, Spec>>;
  readonly photos: Photos;
  /** The page's program. */
  readonly program: string;
}

/** A part of the page, with the line that leads to it. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html | readonly Html[];
}

/** The whole page, a file that needs no other and no network. */
export function page(parts: PageParts): string {
  const { runs, data, headline, program, specs } = parts;
  const rows = runs.flatMap((run) => run.rows);
  const sections: Section[] = [
    ...chartSections(parts),
    photosSection(parts.photos, parts.selection.phone),
    casesSection(data),
    ...warningsSection(data),
    {
      id: 'provenance',
      title: 'Where the figures come from',
      body: [phonesHtml(data), ...runs.map(({ provenance, rows: own }) => provenanceHtml(provenance, own))],
    },
  ];
  const names = runs.map(({ provenance }) => provenance.run_id);
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policyFor(program)}" />
        <title>${names.join(', ')}: rezbench</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <p class="eyebrow">
              rezbench, Core ML super-resolution: ${names.join(', ')}; ${data.cases.filter(isOk).length} of
              ${data.cases.length} cases ok; ${momentsOf(runs)}
            </p>
            <h1>${headline.verdict.replace(/(\d) (?=ms|dB|MB|%)/g, '$1\u00a0')}</h1>
            ${
              headline.more.length > 0
                ? [
                    html`<ul class="lead">
                      ${headline.more.map((line) => html`<li>${line}</li>`)}
                    </ul>`,
                  ]
                : []
            }
            ${rows.every(isIphone) ? [] : [banner(rows)]} ${memoryNote(rows)}
            <nav aria-label="Contents">
              <ul>
                ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
              </ul>
            </nav>
          </header>
          ${sections.map(
            ({ id, title, body }) =>
              html`<section aria-labelledby="${id}">
                <h2 id="${id}">${title}</h2>
                ${body}
              </section>`,
          )}
        </main>
        ${json(dataId, pack(data))} ${json(specsId, specs)} ${new Html(`<script>${program}</script>`)}
      </body>
    </html> `;
  return text;
}

/** When the runs began: the first and, of several, the last. */
function momentsOf(runs: PageParts['runs']): string {
  const moments = distinct(runs.map(({ provenance }) => provenance.started_at)).sort();
  return moments.length > 1 ? `${moments[0] ?? ''} to ${moments.at(-1) ?? ''}` : (moments[0] ?? '');
}

/** What a script element cannot hold is written otherwise, which JSON reads as the same. */
const json = (id: string, value: unknown): Html =>
  html`<script type="application/json" id="${id}">
    ${new Html(JSON.stringify(value).replaceAll('<', '\\u003c'))}
  </script>`;

/** Lets the page's own program run and nothing else, and fetches nothing from anywhere. */
function policyFor(program: string): string {
  const digest = createHash('sha256').update(program).digest('base64');
  return `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
}

const banner = (rows: readonly CaseRow[]): Html =>
  html`<aside class="banner" aria-label="Warning">
    <p>
      <strong>${virtualFigures}.</strong> ${
        rows.some(isModelled) ? modelledFigures : 'Latency and memory here are those of the computer that emulated it'
      }.
    </p>
  </aside>`;

/** Phones on both sides of a change of what memory contains. */
function memoryNote(rows: readonly CaseRow[]): Html[] {
  const epochs = sortedEpochs(rows.flatMap((row) => osEpochOf(row) ?? []));
  if (epochs.length < 2) return [];
  return [html`<p>Memory does not compare between these phones: ${epochs.map(explainMemory).join('; ')}.</p>`];
}
