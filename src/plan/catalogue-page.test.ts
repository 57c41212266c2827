import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { boxes } from '../../test/doc-commands.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { projectRoot } from '../project.js';
import { readCatalogue } from './catalogue.js';

const page = 'docs/own-models.md';

describe('the page about variants.yaml', () => {
  const [example = ''] = boxes(page, 'yaml');

  it('has an example that is read', () => {
    const variants = readCatalogue(temporaryFolder().write('variants.yaml', example));
    expect(variants[1]).to.deep.include({
      family: 'mine',
      reference: 'mine-fp16',
      tileMargin: 12,
      arrayRange: [0, 255],
    });
  });

  it('explains every field that there is, each of which is in the example', () => {
    const [first] = readCatalogue(temporaryFolder().write('variants.yaml', example));
    const explained = [...readFileSync(join(projectRoot, page), 'utf8').matchAll(/^\| `(\w+)`/gm)].map(
      ([, name]) => name,
    );
    expect(explained).to.have.length(Object.keys(first ?? {}).length);
    for (const name of explained) expect(example).to.match(new RegExp(`^ +-? *${name ?? ''}:`, 'm'));
  });
});
