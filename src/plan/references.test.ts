import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { projectRoot } from '../project.js';
import { readCatalogue } from './catalogue.js';
import { OpenedVariants } from './opened-variants.js';
import { readReferences } from './references.js';

const file = join(projectRoot, 'models/variants.yaml');
const catalogue = readCatalogue(file);
const variants = catalogue.filter(({ name }) => name === 'plain-x2-int8-64');

describe('references', () => {
  it('are the variants that the catalogue names', async () => {
    const { references, packages } = await readReferences(variants, catalogue, file, new OpenedVariants());
    const reference = references['plain-x2-int8-64'];
    expect(packages[reference?.sha256 ?? '']).to.equal(join(projectRoot, 'models/plain-x2-fp32-64.mlpackage'));
  });

  it('are the variants themselves when none is named', async () => {
    const own = variants.map((variant) => ({ ...variant, reference: undefined }));
    const { references, packages } = await readReferences(own, catalogue, file, new OpenedVariants());
    const reference = references['plain-x2-int8-64'];
    expect(packages[reference?.sha256 ?? '']).to.equal(join(projectRoot, 'models/plain-x2-int8-64.mlpackage'));
  });

  it('have to be in the catalogue', async () => {
    const lost = variants.map((variant) => ({ ...variant, reference: 'nobody' }));
    expect((await problemOf(() => readReferences(lost, catalogue, file, new OpenedVariants()))).message).to.equal(
      `${file}: field reference: plain-x2-int8-64 names nobody, which is not in the file; name one of its variants`,
    );
  });
});
