import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { nodeWith, startFakeGrid } from '../../test/fake-grid.js';
import { heardConsole } from '../../test/rig/console.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { gridLoginVariable } from '../lab/grid-login.js';
import { projectRoot } from '../project.js';
import { main } from './main.js';

describe('run --grid', function () {
  this.timeout(60_000);
  const heard = heardConsole();
  afterEach(() => Reflect.deleteProperty(process.env, gridLoginVariable));
  const sweep = join(projectRoot, 'test/sweeps/one-case.yaml');
  const out = temporaryFolder();

  it('says with exit code 4 that a Grid cannot be reached, and keeps the password to itself', async () => {
    expect(await main(['run', sweep, '--grid', 'http://me:sesame@127.0.0.1:9', '--out', out.path])).to.equal(4);
    expect(heard.said.at(-1)).to.match(/^rezbench: the Grid at http:\/\/127\.0\.0\.1:9\/ cannot be reached/);
    expect(heard.said.join('\n')).not.to.include('sesame');
  });

  it('says with exit code 2 that a login is wrong', async () => {
    const grid = await startFakeGrid([nodeWith(1)]);
    grid.login = 'me:open';
    const address = grid.url.replace('//', '//me:sesame@');
    expect(await main(['run', sweep, '--grid', address, '--out', out.path])).to.equal(2);
    expect(heard.said.at(-1)).to.match(/^rezbench: the Grid at \S+ asks for another user or password; give them as/);
    expect(heard.said.join('\n')).not.to.include('sesame');
  });

  it('is refused with faults, with an Appium of its own, and with a lab file', async () => {
    for (const words of [
      ['--fault', 'unplug:2'],
      ['--appium-port', '4723'],
      ['--lab', 'lab.yaml'],
      ['--virtual', '2'],
    ]) {
      expect(await main(['run', sweep, '--grid', 'http://127.0.0.1:9', ...words]), words.join(' ')).to.equal(2);
    }
    expect(heard.said[0]).to.match(/^rezbench: --fault unplug:2: only virtual iPhones have faults/);
  });
});

describe('node', function () {
  this.timeout(60_000);
  const heard = heardConsole();
  const out = temporaryFolder();

  it('is refused without a hub, a readable secret, or Java', async () => {
    expect(await main(['node'])).to.equal(2);
    expect(heard.said[0]).to.match(/^rezbench: node: name the Grid to take part in by --hub http:\/\/HUB:4444$/);
    expect(await main(['node', '--hub', 'http://127.0.0.1:9', '--secret-file', 'no-such-file'])).to.equal(2);
    expect(heard.said[1]).to.match(/^rezbench: --secret-file no-such-file cannot be read \(ENOENT\)/);
    const java = process.env['JAVA_HOME'];
    process.env['JAVA_HOME'] = out.path;
    try {
      expect(await main(['node', '--hub', 'http://127.0.0.1:9'])).to.equal(4);
    } finally {
      if (java === undefined) Reflect.deleteProperty(process.env, 'JAVA_HOME');
      else process.env['JAVA_HOME'] = java;
    }
    expect(heard.said[2]).to.match(/^rezbench: \S+\/bin\/java does not run, and a Grid node needs Java/);
  });
});
