import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { startByPs } from './process-tag.js';

describe('the start of a process by ps', () => {
  it('is the second in which it began, and undefined once it has ended', async () => {
    const before = Math.floor(Date.now() / 1000);
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    await once(child, 'spawn');
    const pid = Number(child.pid);
    const start = parseInt(startByPs(pid) ?? '', 36);
    // Linux counts in ticks since a start of the machine that is itself known to the second only.
    expect(start).to.be.within(before - 1, Math.ceil(Date.now() / 1000) + 1);
    child.stdin.end();
    await once(child, 'exit');
    expect(startByPs(pid)).to.equal(undefined);
  });
});
