import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { hostileName, hostileNames } from '../../test/hostile-names.js';
import { pageOf } from '../../test/report-page-of.js';
import { standing } from './render.js';

async function drawn(name: string): Promise<{ readonly svgs: readonly string[]; readonly html: string }> {
  const rows = [name, 'other'].map((variant, index) => ({
    case_id: `${variant}-all-64x64`,
    variant,
    family: name,
    technique: name,
    device_name: name,
    device_udid: 'udid',
    reason: name,
    warnings: name.replaceAll(';', ','),
    latency_median_ms: index + 1,
    psnr_y_db: 30 + index,
    params: index + 1,
    package_bytes: index + 1,
    memory_predict_peak_bytes: 1000,
    warm_load_ms: 3,
  }));
  const series = rows.map(({ case_id }, turn) => ({
    ...{ device: 'udid', os_build: name, app_build: name, latency_source: name, case_id },
    points: [1, 2].map((value) => ({ run_id: name + String(value), at: new Date(value * 1e9).toISOString(), value })),
    changes: [{ run_id: `${name}2`, percent: turn, new_package: true }],
  }));
  const { text, drawn: charts } = await pageOf(rows, undefined, series);
  return { svgs: charts.map(({ svg }) => standing(svg)), html: text };
}

/** The page without its data, which are no elements: a browser reads them as JSON. */
const shown = (html: string): string =>
  html.replace(/(<script type="application\/json"[^>]*>)[^<]*(?=<\/script>)/g, '$1');

/** Tags without what their attributes say; of pictures how many there are depends on how long a name is. */
const elements = (text: string): string[] =>
  (text.replace(/<svg[^]*?<\/svg>/g, '<svg>').match(/<[^>"]*(?:"[^"]*"[^>"]*)*>/g) ?? []).map((tag) =>
    tag.replace(/"[^"]*"/g, '""'),
  );

/** Tags that a picture has, each once. */
const kinds = (svg: string): string[] => [...new Set(svg.match(/<\/?[a-zA-Z!?][^\s>"/]*/g))].sort();

/** What XML cannot hold, in whatever way it is written. */
const unreadable =
  /[^\t\n\r -~\u0080-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|&(?!amp;|lt;|gt;|quot;|#39;|#xA;|#x9;|#xD;|times;)/u;

describe('a report on models and phones of any name', function () {
  this.timeout(120_000);

  it('has the same elements, on the page and in each picture', async () => {
    const plain = await drawn('x');
    await fc.assert(
      fc.asyncProperty(hostileName, async (name) => {
        const { svgs, html } = await drawn(name);
        for (const [index, svg] of svgs.entries()) {
          expect(kinds(svg).filter((tag) => !tag.endsWith('tspan'))).to.deep.equal(kinds(plain.svgs[index] ?? ''));
          expect(svg).not.to.match(unreadable);
        }
        expect(shown(html)).not.to.match(unreadable);
        expect(elements(shown(html))).to.deep.equal(elements(shown(plain.html)));
      }),
      { numRuns: 24, examples: [...hostileNames.slice(8, 20), ' \u{10000}    \u{10000}'].map((name) => [name]) },
    );
  });

  it('shows a name whole that looks like a part of a picture', async () => {
    const name = 'id="a" fill="var(--ink)" url(#b) var(--ink)';
    const { html, svgs } = await drawn(name);
    const escaped = 'id=&quot;a&quot; fill=&quot;var(--ink)&quot; url(#b) var(--ink)';
    expect(html).to.contain(`<th scope="row">${escaped}</th>`);
    for (const svg of svgs) {
      expect(svg).to.contain(`aria-label="${escaped}`);
      expect((svg.match(/<[^>]*>/g) ?? []).join('')).not.to.match(/ (?:fill|stroke)="var\(/);
    }
  });
});
