import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { openProgram } from '../mil/open-model.js';
import { projectRoot } from '../project.js';
import { entriesOf, entryFor } from './entries.js';

const twoSizes = openProgram(join(projectRoot, 'test/models/two-sizes.mlpackage'));
const square = (side: number) => ({ width: side, height: side });

describe('a package of one function for each size', () => {
  it('gives each picture to the function it fits best', async () => {
    const found = await entriesOf(twoSizes);
    if (!found.fits) throw new Error(found.reason);
    const chosen = (side: number): [string | undefined, number] => {
      const { entry, size } = entryFor(found.entries, square(side));
      return [entry.function, size.width];
    };
    expect(chosen(16), 'mirrored up to the smallest that holds it').to.deep.equal(['s24', 24]);
    expect(chosen(24), 'whole').to.deep.equal(['s24', 24]);
    expect(chosen(25), 'mirrored up to the next').to.deep.equal(['s48', 48]);
    expect(chosen(200), 'in tiles of the largest').to.deep.equal(['s48', 48]);
  });

  it('runs the function that is named, and no other', async () => {
    const found = await entriesOf(twoSizes, undefined, 's24');
    expect(found.fits && found.entries.map((entry) => [entry.function, entry.input.width])).to.deep.equal([
      ['s24', 24],
    ]);
    const problem = await problemOf(() => entriesOf(twoSizes, undefined, 's96'));
    expect(problem.message).to.match(/two-sizes.mlpackage has no function s96; it has s(24|48), s(24|48)$/);
  });
});
