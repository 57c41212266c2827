import { resolve, win32 } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  eventsPath,
  imagePath,
  inventoryPath,
  isContained,
  jobPath,
  launchId,
  modelFolder,
  statusPath,
} from './paths.js';

/** Paths as an attacker or a broken host would write them: many dots, slashes and drive letters. */
const path = fc.array(fc.constantFrom('..', '.', '', 'a', 'b.c', '...', 'C:', '\\', ' ', '\0', 'é'), { maxLength: 6 });

describe('isContained', () => {
  it('lets no path leave its root, on any system', () => {
    fc.assert(
      fc.property(path, fc.constantFrom('/', '\\', '//'), (parts, slash) => {
        const asked = parts.join(slash);
        if (!isContained(asked)) return;
        expect(resolve('/root/x', asked).startsWith('/root/x/'), asked).to.be.true;
        expect(win32.resolve('D:\\root', `.\\${asked}`).startsWith('D:\\root\\'), asked).to.be.true;
      }),
    );
  });

  it('accepts every plain relative path', () => {
    const plain = fc.array(fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,8}$/), { minLength: 1, maxLength: 5 });
    fc.assert(fc.property(plain, (parts) => isContained(parts.join('/'))));
  });

  for (const refused of ['', '/a', 'a/', 'a//b', '..', 'a/..', '../a', './a', 'a\\b', 'a\0']) {
    it(`refuses ${JSON.stringify(refused)}`, () => {
      expect(isContained(refused)).to.be.false;
    });
  }
});

describe('the places under Documents', () => {
  it('are contained for every launch and digest', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/), (launch) => {
        expect(launchId.safeParse(launch).success).to.be.true;
        const sha256 = 'f'.repeat(64);
        const places = [
          jobPath(launch),
          eventsPath(launch),
          statusPath(launch),
          modelFolder(sha256),
          imagePath(sha256),
        ];
        expect([...places, inventoryPath].filter((place) => !isContained(place))).to.be.empty;
      }),
    );
  });

  for (const launch of ['', '..', '.hidden', 'a/b', 'a b', 'x'.repeat(122)]) {
    it(`cannot be named by the launch ${JSON.stringify(launch.slice(0, 20))}`, () => {
      expect(launchId.safeParse(launch).success).to.be.false;
    });
  }
});
