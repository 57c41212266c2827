import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Command, run } from './command.js';
import { isRunning } from './processes.js';
import { eventually } from './eventually.js';

const node = (code: string): Command => new Command(process.execPath, ['-e', code]);

const untilSignalled = 'setInterval(() => {}, 1e6);';

/** Starts the same program again as its child, which runs `code` and keeps the parent's output open. */
const child = (code: string): string =>
  `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(code)}], { stdio: 'inherit' });`;

describe('a command that a test has started', () => {
  it('gives the first line that matches, from either output, whether it was written before or comes late', async () => {
    const command = node(`
      process.on('SIGUSR2', () => console.error('late 3'));
      console.log('ready 1');
      console.log('ready 2');
      ${untilSignalled}`);
    await command.line(/ready 2/);
    expect((await command.line(/^ready (\d)$/))[1]).to.equal('1');
    const late = command.line(/^late (\d)$/);
    command.signal('SIGUSR2');
    expect((await late)[1]).to.equal('3');
  });

  it('refuses a line that it ends without, and shows all that it wrote', async () => {
    const command = node("console.log('one'); console.error('two'); process.exitCode = 3");
    const before: unknown = await command.line(/never/).catch((error: unknown) => error);
    const afterwards: unknown = await command.line(/never/).catch((error: unknown) => error);
    for (const refused of [before, afterwards]) {
      expect(String(refused)).to.match(
        /ended \(exit code 3\) without a line like \/never\/\nstdout:\none\nstderr:\ntwo$/,
      );
    }
  });

  it('finds a last line that no newline ends', async () => {
    expect((await node("process.stdout.write('done 7')").line(/^done (\d)$/))[1]).to.equal('7');
  });

  it('ends by a signal, and says by which, or as it chooses', async () => {
    const plain = node(`console.log('ready'); ${untilSignalled}`);
    await plain.line(/ready/);
    plain.signal('SIGTERM');
    expect(await plain.ended).to.include({ exitCode: undefined, signal: 'SIGTERM', stdout: 'ready' });
    const polite = node(`process.on('SIGINT', () => process.exit(5)); console.log('ready'); ${untilSignalled}`);
    await polite.line(/ready/);
    polite.signal('SIGINT');
    expect(await polite.ended).to.include({ exitCode: 5, signal: undefined });
    expect(() => {
      polite.signal('SIGINT');
    }).to.throw(/has ended and takes no SIGINT/);
  });

  it('names what it has started, however deep, as long as that runs', async () => {
    const command = node(`${child(`${child(`console.log('deep'); ${untilSignalled}`)} ${untilSignalled}`)}
      ${untilSignalled}`);
    await command.line(/deep/);
    const [first, second, ...more] = await command.processes();
    expect(more).to.be.empty;
    expect(first?.args).to.include("console.log('deep')").and.include('spawn');
    expect(second?.args).to.include("console.log('deep')").and.not.include('spawn');
    process.kill(second?.pid ?? 0, 'SIGKILL');
    await eventually(async () => (await command.processes()).length === 1);
  });

  it('is stopped with all that it has started, be it deaf to signals or an orphan', async () => {
    const deaf = `process.on('SIGTERM', () => {}); console.log('pid ' + process.pid); ${untilSignalled}`;
    for (const end of [untilSignalled, "process.on('SIGUSR2', () => process.exit());"]) {
      const command = node(`${child(deaf)} ${end}`);
      const [, pid] = await command.line(/^pid (\d+)$/);
      if (end !== untilSignalled) {
        command.signal('SIGUSR2');
        await eventually(async () => !(await isRunning(command.pid)));
      }
      expect(await isRunning(Number(pid))).to.be.true;
      await command.stop();
      expect(await isRunning(command.pid)).to.be.false;
      await eventually(async () => !(await isRunning(Number(pid))));
    }
  });

  it('runs in the folder and with the environment that it is given', async () => {
    const code = 'console.log(process.cwd(), process.env.REZBENCH_RIG)';
    const { stdout } = await run(process.execPath, ['-e', code], { cwd: '/', env: { REZBENCH_RIG: 'yes' } });
    expect(stdout).to.equal('/ yes');
  });

  it('that is not there fails at once', () => {
    expect(() => new Command('/nowhere/program', [])).to.throw(/\/nowhere\/program .*cannot be started/);
  });
});
