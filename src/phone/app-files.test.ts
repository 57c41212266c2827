import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { FakePhone } from '../../test/fake-phone.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { AppFiles } from './app-files.js';

describe('a file that is pushed', () => {
  const content = Buffer.from('weights');
  const file = {
    path: 'models/m/weights',
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
  let source: string;
  let phone: FakePhone;
  let files: AppFiles;
  beforeEach(() => {
    source = join(temporaryFolder().path, 'weights');
    writeFileSync(source, content);
    phone = new FakePhone();
    files = new AppFiles(phone.documents);
  });

  it('arrives once', async () => {
    await files.pushFile(file, source);
    await files.pushFile(file, source);
    expect(phone.files.get(file.path)).to.deep.equal(content);
    expect(phone.asked).to.deep.equal([`take ${file.path}`]);
  });

  for (const [what, damage] of [
    [
      'has another content of the same size',
      (): void => {
        writeFileSync(source, 'WEIGHTS');
      },
    ],
    [
      'was cut',
      (): void => {
        writeFileSync(source, 'weig');
      },
    ],
    [
      'is gone',
      (): void => {
        rmSync(source);
      },
    ],
  ] as const) {
    it(`does not reach the phone when it ${what} since the plan was made, and is named`, async () => {
      damage();
      const { message } = await problemOf(() => files.pushFile(file, source));
      expect(message).to.equal(
        `${source} is missing or has changed since the plan was made; put it back, or run the sweep anew`,
      );
      expect(phone.asked).to.deep.equal([]);
    });
  }
});
