import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isRunning } from '../../test/rig/processes.js';
import { projectRoot } from '../project.js';
import { runGroup } from './run-group.js';
import { eventually } from '../../test/rig/eventually.js';

const forever = 'setInterval(() => {}, 1e6);';

/** A program that starts another one, says both ids and does `then`. */
function program(then: string) {
  const said = { text: '' };
  const code = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(forever)}], { stdio: 'inherit' });
    process.on('SIGINT', () => { ${then} });
    console.log('pids ' + process.pid + ' ' + child.pid + ';');
    ${forever}`;
  return {
    run: (interrupted: AbortSignal, graceMs: number): Promise<void> =>
      runGroup(
        {
          command: process.execPath,
          args: ['-e', code],
          cwd: projectRoot,
          env: {},
          log: (output) => output.on('data', (text: Buffer) => (said.text += text.toString())),
        },
        interrupted,
        graceMs,
      ),
    pids: async (): Promise<number[]> => {
      const pattern = /pids (\d+) (\d+);/;
      await eventually(() => pattern.test(said.text));
      return pattern.exec(said.text)?.slice(1).map(Number) ?? [];
    },
  };
}

async function expectGone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) await eventually(async () => !(await isRunning(pid)));
}

describe('a program and what it starts', () => {
  it('are ended by an interruption, also what the program leaves behind', async () => {
    const interrupt = new AbortController();
    const { run, pids } = program('process.exit(130)');
    const ended = run(interrupt.signal, 600_000);
    const both = await pids();
    expect(both).to.have.length(2);
    interrupt.abort();
    await ended;
    await expectGone(both);
  });

  for (const [what, then] of [
    ['does not listen', ''],
    ['hangs', 'for (;;);'],
  ] as const) {
    it(`are ended when the program ${what}`, async () => {
      const interrupt = new AbortController();
      const { run, pids } = program(then);
      const ended = run(interrupt.signal, 50);
      const both = await pids();
      interrupt.abort();
      await ended;
      await expectGone(both);
    });
  }

  it('are ended when the program is killed by somebody else', async () => {
    const { run, pids } = program('');
    const ended = run(new AbortController().signal, 600_000);
    const [leader = 0, child = 0] = await pids();
    process.kill(leader, 'SIGKILL');
    await ended;
    await expectGone([child]);
  });
});
