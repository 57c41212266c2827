import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { execaNode } from 'execa';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { projectRoot } from '../../project.js';

describe("the twin's .ipa", () => {
  it('is the same wherever the command is given, so that a run is resumed from any folder', async () => {
    const folder = temporaryFolder();
    const script = folder.write(
      'build.mts',
      `import { buildTwinIpa } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'ipa.ts')).href)};
       await buildTwinIpa(process.argv[2], 'dev.rezbench.test');`,
    );
    const tsx = import.meta.resolve('tsx');
    const built = async (name: string, cwd: string): Promise<Buffer> => {
      const path = join(folder.path, name);
      await execaNode(script, [path], { cwd, nodeOptions: ['--import', tsx] });
      return readFileSync(path);
    };
    expect((await built('one.ipa', projectRoot)).equals(await built('other.ipa', folder.path))).to.equal(true);
  });
});
