import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { sha256Of } from '../../test/enlarging-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { storePicture } from './pictures.js';

describe('a stored picture', () => {
  const data = Uint8Array.from({ length: 8 * 8 * 3 }, (_, index) => index);
  const image = { width: 8, height: 8, data };
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder().path;
  });

  it('is named by its content, and is all that is there', () => {
    const { pushed } = storePicture(image, 'one', folder);
    expect(readdirSync(folder)).to.deep.equal([`${sha256Of(data)}.rgb`]);
    expect(pushed.file).to.deep.equal({ path: `images/${sha256Of(data)}.rgb`, bytes: 192, sha256: sha256Of(data) });
  });

  it('is refused with a sentence where the disk does not take it, and leaves nothing half written', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { message } = await problemOf(() => storePicture(image, 'one', file));
    expect(message).to.match(/\.rgb cannot be written \(E\w+: .*\); make room for it and run again$/);
    expect(readdirSync(folder)).to.deep.equal(['file']);
  });

  for (const [what, damage] of [
    [
      'was cut, as on a full disk',
      (file: string) => {
        truncateSync(file, 100);
      },
    ],
    [
      'was emptied',
      (file: string) => {
        truncateSync(file);
      },
    ],
    [
      'has another content of the same size',
      (file: string) => {
        writeFileSync(file, new Uint8Array(192));
      },
    ],
  ] as const) {
    it(`is written anew where what lies there ${what}`, () => {
      const { source } = storePicture(image, 'one', folder).pushed;
      damage(source);
      expect(storePicture(image, 'one', folder).pushed.source).to.equal(source);
      expect(new Uint8Array(readFileSync(source))).to.deep.equal(data);
      expect(readdirSync(folder)).to.have.length(1);
    });
  }
});
