import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import { hostileName, hostileNames } from '../../test/hostile-names.js';
import { sampleProvenance } from '../../test/sample-provenance.js';
import { chartSvg } from './chart.js';
import { curvesOf } from './curves.js';
import { page } from './page.js';
import { reportDevices } from './report-device.js';
import type { ReportDevice } from './report-device.js';

function deviceWith(name: string): ReportDevice {
  const rows = [name, 'other'].map((variant, index) =>
    caseRow({
      variant,
      device_name: name,
      device_udid: 'udid',
      reason: name,
      latency_median_ms: index + 1,
      psnr_y_db: 30 + index,
      params: index + 1,
      package_bytes: index + 1,
    }),
  );
  const [device] = reportDevices(rows);
  if (device === undefined) throw new Error('no device');
  return device;
}

async function drawn(name: string): Promise<{ readonly svgs: string[]; readonly html: string }> {
  const device = deviceWith(name);
  const charts = [];
  for (const curve of curvesOf(device)) charts.push({ curve, svg: await chartSvg(curve) });
  return { svgs: charts.map(({ svg }) => svg), html: page(sampleProvenance, [{ device, charts }]) };
}

/** Tags without what their attributes say, and without positions, which depend on how long a name is. */
const elements = (text: string): string[] =>
  (text.match(/<[^>"]*(?:"[^"]*"[^>"]*)*>/g) ?? []).map((tag) =>
    tag.replace(/"[^"]*"/g, '""').replace(/^<(text|tspan|g|rect|svg|path)\b.*/s, '<$1'),
  );

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
          const own = elements(svg).filter((tag) => !/<\/?tspan/.test(tag));
          expect(own).to.deep.equal(elements(plain.svgs[index] ?? '').filter((tag) => !/<\/?tspan/.test(tag)));
          expect(svg).not.to.match(unreadable);
        }
        expect(html).not.to.match(unreadable);
        expect(elements(html).filter((tag) => !/<\/?tspan/.test(tag))).to.deep.equal(
          elements(plain.html).filter((tag) => !/<\/?tspan/.test(tag)),
        );
      }),
      { numRuns: 40, examples: hostileNames.slice(0, 20).map((name) => [name]) },
    );
  });

  it('shows a name whole that looks like a part of a picture', async () => {
    const name = 'id="a" fill="#59636e" url(#b) #59636e';
    const { html } = await drawn(name);
    expect(html).to.contain('<th scope="row">id=&quot;a&quot; fill=&quot;#59636e&quot; url(#b) #59636e</th>');
    expect(html.match(/aria-label="id=&quot;a&quot; fill=&quot;#59636e&quot; url\(#b\) #59636e"/g)).not.to.equal(null);
    expect(html.match(/<text[^>]*fill="#/g), 'colours that are no variables').to.equal(null);
    expect(html).not.to.match(/url\(#(?!chart|b\))/);
  });
});
