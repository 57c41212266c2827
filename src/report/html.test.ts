import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { html } from './html.js';

describe('a template of markup', () => {
  it('keeps markup and lets no text be markup', () => {
    expect(html`<b>${'<i>&"\''}</b>${html`<br />`}${[html`1`, html`2`]}`.text).to.equal(
      '<b>&lt;i&gt;&amp;&quot;&#39;</b><br />1\n2',
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(html`${text}`.text).not.to.match(/[<>"']/);
      }),
    );
  });
});
