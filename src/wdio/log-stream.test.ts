import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { run } from '../../test/rig/command.js';
import { logStreamOption } from './log-stream-option.js';

describe("a worker's own log", () => {
  it('does not end the worker when its disk is full', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const script = `
      const { default: logger } = await import('@wdio/logger');
      const log = logger('worker');
      for (let line = 0; line < 3; line++) log.error('something');
      process.once('beforeExit', () => console.log('goes on'));`;
    const { exitCode, stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      env: { WDIO_LOG_PATH: '/dev/full', NODE_OPTIONS: logStreamOption },
    });
    expect(exitCode, stderr).to.equal(0);
    expect(stdout).to.match(/goes on$/);
  });
});
