import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { projectRoot } from '../src/project.js';
import { documents } from './doc-commands.js';

const read = (document: string): string => readFileSync(join(projectRoot, document), 'utf8');

/** What a page links to, or shows as a picture, within the project. */
const targetsIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)]
    .map(([, link, picture]) => link ?? picture ?? '')
    .filter((target) => !/^https?:/.test(target));

/** The anchors that GitHub gives a page's headings. */
const anchorsOf = (document: string): string[] =>
  [...read(document).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the links of the documents', () => {
  for (const document of [...documents, 'CHANGELOG.md', 'results/README.md']) {
    it(`${document}: lead somewhere`, () => {
      const lost = targetsIn(read(document)).filter((target) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? document : join(dirname(document), decodeURI(path));
        if (!existsSync(join(projectRoot, file))) return true;
        return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor);
      });
      expect(lost).to.deep.equal([]);
    });
  }

  it('reach every page under docs from its first one', () => {
    const named = targetsIn(read('docs/README.md'));
    const pages = documents.filter((document) => /^docs\/(?!README)/.test(document));
    expect(pages.filter((page) => !named.includes(page.slice('docs/'.length)))).to.deep.equal([]);
  });
});
