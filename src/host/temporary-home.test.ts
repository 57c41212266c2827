import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Command } from '../../test/rig/command.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { projectRoot } from '../project.js';
import { ownTag } from './process-tag.js';
import { removeAbandonedHomes, temporaryHome } from './temporary-home.js';
import { eventually } from '../../test/rig/eventually.js';

describe('a temporary folder', () => {
  it('is gone when it was removed', () => {
    const home = temporaryHome('test');
    expect(readdirSync(home.path)).to.have.length(1);
    home.remove();
    expect(existsSync(home.path)).to.equal(false);
  });

  it('is gone when its process was killed', async () => {
    const { path } = temporaryFolder();
    const command = new Command(
      process.execPath,
      [
        ...['--import', 'tsx', '--input-type=module', '--eval'],
        `import { temporaryHome } from ${JSON.stringify(join(projectRoot, 'src/host/temporary-home.ts'))};
         console.log('made ' + temporaryHome('test').path);
         setInterval(() => {}, 1e6);`,
      ],
      { env: { TMPDIR: path } },
    );
    const [, made = ''] = await command.line(/^made (.*)/);
    expect(existsSync(made)).to.equal(true);
    command.signal('SIGKILL');
    await eventually(() => !existsSync(made));
  });

  it('of a dead process is removed by the next one, and that of a living or unknown one is not', () => {
    const folder = temporaryFolder();
    const [machine = '', pid = '', start = ''] = ownTag().split('.');
    for (const [name, owner] of [
      ['rezbench-lab-dead', `${machine}.${pid}.${start}1`],
      ['rezbench-lab-alive', ownTag()],
      ['rezbench-lab-elsewhere', `00000000.${pid}.${start}`],
      ['other-dead', `${machine}.${pid}.${start}1`],
    ] as const) {
      folder.write(join(name, `owner.${owner}`), '');
    }
    mkdirSync(join(folder.path, 'rezbench-test-unknown'));
    removeAbandonedHomes(folder.path);
    expect(readdirSync(folder.path).sort()).to.deep.equal([
      'other-dead',
      'rezbench-lab-alive',
      'rezbench-lab-elsewhere',
      'rezbench-test-unknown',
    ]);
  });
});
