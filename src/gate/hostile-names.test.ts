import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import { hostileName } from '../../test/hostile-names.js';
import { verdictJunit } from './junit.js';
import { verdictMarkdown } from './markdown.js';
import { verdictOf } from './verdict.js';
import type { Verdict } from './verdict.js';

/** What a run on a phone of that name says of a model of that name, with one finding of each outcome. */
function verdictOn(name: string): Verdict {
  const rules = [1000, 1, undefined].map((max, index) => ({
    number: index + 1,
    match: {},
    metric: max === undefined ? ('psnr_y_db' as const) : ('latency_median_ms' as const),
    ...(max === undefined ? { min: 99 } : { max }),
  }));
  const row = caseRow({ variant: name, case_id: `${name}-all`, device_name: name, status: 'ok', latency_median_ms: 5 });
  return verdictOf('run', [row], { file: 'b.yaml', level: 'nightly', allowVirtual: true, rules });
}

describe('a verdict on models and phones of any name', () => {
  it('is XML with the same elements, whose values are those names', () => {
    const elements = (text: string): string[] =>
      text.match(/<[^>"]*(?:"[^"]*"[^>"]*)*>/g)?.map((tag) => tag.split(/\s/)[0] ?? '') ?? [];
    const plain = elements(verdictJunit(verdictOn('x')));
    fc.assert(
      fc.property(hostileName, (name) => {
        const text = verdictJunit(verdictOn(name));
        expect(elements(text)).to.deep.equal(plain);
        // XML 1.0, production 2: what is no character has no place in it, in whatever way it is written.
        expect(text).not.to.match(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
        expect(text).not.to.match(/&(?!amp;|lt;|gt;|quot;|apos;|#x[9AD];)/);
        const said = /classname="([^"]*)-all"/.exec(text)?.[1] ?? '';
        expect(
          said.replace(
            /&(.+?);/g,
            (_, entity: string) =>
              ({ amp: '&', lt: '<', gt: '>', quot: '"', '#xA': '\n', '#x9': '\t', '#xD': '\r' })[entity] ?? '?',
          ),
        ).to.equal(name.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''));
      }),
      { numRuns: 300 },
    );
  });

  it('is a table with the same cells, in which a name is text and nothing else', () => {
    const cells = (text: string): number[] => text.split('\n').map((line) => line.split(/(?<!\\)(?:\\\\)*\|/).length);
    const plain = verdictMarkdown(verdictOn('x'));
    fc.assert(
      fc.property(hostileName, (name) => {
        const text = verdictMarkdown(verdictOn(name));
        expect(cells(text)).to.deep.equal(cells(plain));
        expect(text.replaceAll('<!-- -->', '').match(/<[^>]*>/g)).to.deep.equal(plain.match(/<[^>]*>/g));
        expect(text).not.to.match(/(?<!\\)(?:\\\\)*[`*[\]~]/);
        expect(text).not.to.match(/\w:\/\//);
        expect(text).not.to.match(/(?<!\w)[@#]\w/);
      }),
      { numRuns: 300 },
    );
  });

  it('shows an ordinary name as it is, and nothing of another is lost', () => {
    expect(verdictMarkdown(verdictOn('swinir_s-x2.fp16'))).to.contain('| swinir_s-x2.fp16 |');
    expect(verdictMarkdown(verdictOn('a|b <i> @team #1 &lt; _x_ `c`'))).to.contain(
      '| a\\|b &lt;i\\> @<!-- -->team #<!-- -->1 &amp;lt; \\_x\\_ \\`c\\` |',
    );
  });
});
