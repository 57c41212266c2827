import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { projectRoot } from '../../src/project.js';
import { Command } from './command.js';
import { isRunning } from './processes.js';
import { temporaryFolder } from './temporary-folder.js';
import { eventually } from './eventually.js';

/** A suite that starts programs and makes folders wherever it can, says which, and ends in a test that does `end`. */
const suite = (end: string): string => `
  import { Command } from ${JSON.stringify(join(import.meta.dirname, 'command.ts'))};
  import { temporaryFolder } from ${JSON.stringify(join(import.meta.dirname, 'temporary-folder.ts'))};
  function leave() {
    const { pid } = new Command(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
    console.log('left ' + pid + ' ' + temporaryFolder().write('file', ''));
    return pid;
  }
  describe('a suite', () => {
    let pid;
    console.log('left 0 ' + temporaryFolder().path);
    before(() => { leave(); });
    it('fails', () => { pid = leave(); throw new Error('on purpose'); });
    it('finds nothing running that the test before it has started', () => { process.kill(-pid, 0); });
    it('ends', async () => { leave(); ${end} });
  });
`;

function mocha(end: string): Command {
  const file = temporaryFolder().write('suite.mts', suite(end));
  return new Command(process.execPath, [join(projectRoot, 'node_modules/mocha/bin/mocha.js'), file]);
}

async function expectNothingLeft(output: string): Promise<void> {
  const left = [...output.matchAll(/^left (\d+) (.*)$/gm)];
  expect(left).to.have.length(4);
  for (const [, pid, path = ''] of left) {
    expect(path).to.match(/rezbench-test-/);
    expect(existsSync(path), path).to.be.false;
    await eventually(async () => !(await isRunning(Number(pid))));
  }
}

describe('what a test leaves behind', () => {
  it('is cleaned up when the test fails', async () => {
    const { exitCode, stdout } = await mocha("throw new Error('on purpose')").ended;
    expect(exitCode, stdout).to.equal(3);
    expect(stdout).to.include('kill ESRCH');
    await expectNothingLeft(stdout);
  });

  it('is cleaned up when mocha is interrupted', async () => {
    const command = mocha("console.log('hangs'); await new Promise(() => {})");
    await command.line(/hangs/);
    command.signal('SIGINT');
    await expectNothingLeft((await command.ended).stdout);
  });
});
