import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { execa } from 'execa';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { logOutput } from './child-log.js';
import { eventually } from '../../test/rig/eventually.js';

/** A child that writes this many bytes, more than a pipe holds. */
const writing = (bytes: number) =>
  execa(process.execPath, ['-e', `process.stdout.write('x'.repeat(${String(bytes)}))`], {
    all: true,
    buffer: false,
    reject: false,
  });

describe('the log of a child process', () => {
  it('goes on after what an earlier child has left', async () => {
    const file = temporaryFolder().write('child.log', 'before ');
    const child = writing(3);
    logOutput(child.all, file);
    await child;
    await eventually(() => readFileSync(file, 'utf8') === 'before xxx');
  });

  it('ends with the output when that breaks', async () => {
    const output = new PassThrough();
    const file = temporaryFolder().write('child.log', '');
    logOutput(output, file);
    output.write('whole\n');
    await eventually(() => readFileSync(file, 'utf8') === 'whole\n');
    output.destroy(Object.assign(new Error('read EIO'), { code: 'EIO' }));
    await eventually(() => output.closed);
  });

  for (const [what, file] of [
    ['lies on a full disk', '/dev/full'],
    ['cannot be opened', join(temporaryFolder().path, 'no/such/folder/child.log')],
  ] as const) {
    it(`does not hold up the child when it ${what}`, async function () {
      if (file === '/dev/full' && !existsSync(file)) this.skip();
      const child = writing(1_000_000);
      logOutput(child.all, file);
      expect((await child).exitCode).to.equal(0);
    });
  }
});
