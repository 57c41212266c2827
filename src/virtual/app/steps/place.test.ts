import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../../test/rig/temporary-folder.js';
import { containerAt } from '../container.js';
import type { Container } from '../container.js';
import { place } from './place.js';

describe('a place that a job names', () => {
  const folder = temporaryFolder();
  let container: Container;

  before(() => {
    container = containerAt(join(folder.path, 'home'), 'org.example');
    mkdirSync(join(container.documents, 'models/real'), { recursive: true });
    mkdirSync(join(folder.path, 'outside'));
    writeFileSync(join(folder.path, 'outside/x'), 'secret');
    symlinkSync('../../../outside', join(container.documents, 'models/link'));
    symlinkSync('../../../outside/x', join(container.documents, 'models/file'));
    symlinkSync('nowhere', join(container.documents, 'models/dangling'));
  });

  it('is below Documents, whatever the job says', () => {
    const names = [
      '..',
      '.',
      '',
      'models',
      'link',
      'file',
      'dangling',
      'real',
      'x',
      'new',
      '/',
      '~',
      '..\\..',
      '%2e%2e',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 6 }), (parts) => {
        const path = parts.join('/');
        let found: string;
        try {
          found = place(container, path);
        } catch {
          return;
        }
        expect(realpathSync(nearest(found)) + sep, path).to.satisfy((real: string) =>
          real.startsWith(realpathSync(container.documents) + sep),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is refused over a link, and found without one', () => {
    for (const path of ['models/link/x', 'models/link', 'models/file', 'models/dangling', 'models/dangling/new']) {
      expect(() => place(container, path), path).to.throw('leads over a link');
    }
    expect(() => place(container, 'models/../../x')).to.throw('is not a path below Documents');
    expect(place(container, 'models/real/new')).to.equal(join(container.documents, 'models/real/new'));
  });
});

/** What exists of a path. */
function nearest(path: string): string {
  try {
    realpathSync(path);
    return path;
  } catch {
    return nearest(dirname(path));
  }
}
