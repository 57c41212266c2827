import { expect } from 'chai';
import { describe, it } from 'mocha';
import { capturedWithin } from './stages.mjs';

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
    const { passed, output } = await node('console.log(process.pid); setInterval(() => undefined, 1000)', 0.02);
    expect(passed).to.equal(false);
    expect(output).to.match(/^\d+\n/);
    expect(() => process.kill(Number(output.split('\n')[0]), 0)).to.throw('ESRCH');
  });

  it('fails also when what it started keeps its output open', async () => {
    const holder = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 20000)'], { stdio: 'inherit' });`;
    const { passed, output } = await node(`process.on('SIGINT', () => undefined); ${holder}`, 0.02);
    expect(passed).to.equal(false);
    expect(output).to.match(/^ended by force: it was not through after 0.02 minutes$/m);
  });
});
