import { expect } from 'chai';
import { describe, it } from 'mocha';
import { capturedWithin, whatFailed } from './stages.mjs';

describe('a stage of a check', () => {
  const node = (script: string, minutes = 1) => capturedWithin(minutes, process.execPath, '-e', script);

  it('passes with exit code 0 alone, and keeps what it printed', async () => {
    expect(await node('console.log("out"); console.error("err")')).to.deep.include({ passed: true });
    expect(await node('console.log("out"); process.exit(3)')).to.deep.equal({ passed: false, output: 'out\n' });
    const lacking = await capturedWithin(1, '/nowhere/command');
    expect(lacking.passed).to.equal(false);
    expect(lacking.output).to.contain('ENOENT');
  });

  it('fails when it is not through in its time, and is ended', async () => {
    const endless = 'console.log(process.pid); setInterval(() => undefined, 1000)';
    // A host under load may not even have started it in the shortest time.
    for (const minutes of [0.02, 0.2, 1]) {
      const { passed, output } = await node(endless, minutes);
      expect(passed).to.equal(false);
      const [, pid] = /^(\d+)\n/.exec(output) ?? [];
      if (pid === undefined) continue;
      expect(() => process.kill(Number(pid), 0)).to.throw('ESRCH');
      return;
    }
    expect.fail('it has not said its id within a minute');
  }).timeout(120_000);

  it('fails also when what it started keeps its output open', async () => {
    const holder = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 20000)'], { stdio: 'inherit' });`;
    const { passed, output } = await node(`process.on('SIGINT', () => undefined); ${holder}`, 0.02);
    expect(passed).to.equal(false);
    expect(output).to.match(/^ended by force: it was not through after 0.02 minutes$/m);
  });
});

describe('a check of several stages', () => {
  const check = (stages: string): string =>
    `import { captured, runStages } from './scripts/setup/stages.mjs'; process.exit(await runStages(${stages}))`;
  const node = (script: string): Promise<{ passed: boolean; output: string }> =>
    capturedWithin(1, process.execPath, '--input-type=module', '-e', script);

  it('runs them all, and says at its end what failed', async () => {
    const mocha = `console.log(${JSON.stringify('  9 passing\n  1 failing\n\n  1) it is so')}); process.exit(1)`;
    const failing = `() => captured(process.execPath, '-e', ${JSON.stringify(mocha)})`;
    const stages = `[{ name: 'tests', run: ${failing} }, { name: 'mute', run: () => false }, { name: 'good', run: () => true }]`;
    const { passed, output } = await node(check(stages));
    expect(passed).to.equal(false);
    expect(output).to.match(/^1 passed, 2 failed$/m);
    expect(output.trim()).to.match(
      /== what failed\n-- tests\n1 failing\n\n {2}1\) it is so\n\n-- mute\nIts output is above\.$/,
    );
    expect(whatFailed(output), 'as a check that holds this one says').to.match(/^-- tests\n1 failing/);
  });

  it('passes when all do', async () => {
    const { passed, output } = await node(check(`[{ name: 'good', run: () => true }]`));
    expect(passed).to.equal(true);
    expect(output).to.match(/1 passed, 0 failed\n$/);
  });

  it('shows the last lines of what fails without saying why', () => {
    expect(whatFailed('line\n'.repeat(5000) + 'last\n'))
      .to.match(/last$/)
      .and.have.length.below(4000);
  });
});
