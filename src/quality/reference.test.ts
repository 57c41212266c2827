import { cpSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { writeEnlargingRun } from '../../test/enlarging-run.js';
import type { EnlargedPicture } from '../../test/enlarging-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Reference } from '../plan/plan.js';
import { readPlan } from '../results/run-folder.js';
import { ReferenceOutputs } from './reference.js';

describe('what a reference makes', () => {
  let cache: string;
  let path: string;
  let other: string;
  let reference: Reference;
  let pictures: readonly [EnlargedPicture, EnlargedPicture];
  let outputs: ReferenceOutputs;

  beforeEach(async () => {
    const run = await writeEnlargingRun(temporaryFolder().path);
    ({ pictures } = run);
    cache = join(temporaryFolder().path, '.references');
    path = pictures[0].referencePackage;
    other = pictures[1].referencePackage;
    reference = readPlan(run.folder).references['butterfly'] ?? expect.fail();
    outputs = new ReferenceOutputs(cache);
  });
  afterEach(() => outputs.close());

  const fidelity = ({ input, output }: EnlargedPicture, from = outputs) =>
    from.fidelityDb(reference, path, input, output);
  const putOther = (): void => {
    renameSync(path, `${path}.kept`);
    cpSync(other, path, { recursive: true });
  };
  const putBack = (): void => {
    rmSync(path, { recursive: true });
    renameSync(`${path}.kept`, path);
  };

  it('is kept, and no package of another content gets into what is kept, whenever it takes its place', async () => {
    const right = [await fidelity(pictures[0]), await fidelity(pictures[1])];
    rmSync(cache, { recursive: true });
    await outputs.close();

    // The first picture is kept, so that a judge that goes on has looked at the package and has not loaded it.
    outputs = new ReferenceOutputs(cache);
    await fidelity(pictures[0]);
    await outputs.close();
    outputs = new ReferenceOutputs(cache);
    expect(await fidelity(pictures[0])).to.deep.equal(right[0]);
    putOther();
    expect(await fidelity(pictures[1])).to.deep.equal({ kind: 'changed' });
    expect(readdirSync(cache)).to.have.length(1);

    putBack();
    const later = new ReferenceOutputs(cache);
    expect([await fidelity(pictures[0], later), await fidelity(pictures[1], later)]).to.deep.equal(right);
    await later.close();
  });

  it('is not taken from a package that had changed before it was looked at', async () => {
    putOther();
    expect(await fidelity(pictures[0])).to.deep.equal({ kind: 'changed' });
    putBack();
    const later = new ReferenceOutputs(cache);
    expect(await fidelity(pictures[0], later)).to.have.property('kind', 'known');
    await later.close();
  });
});
