import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { execaNode } from 'execa';
import { unzipSync } from 'fflate';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { projectRoot } from '../../project.js';
import { buildTwinIpa } from './ipa.js';

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

  it('runs below a folder of ES modules, as where temporary files lie in a project', async () => {
    const folder = temporaryFolder();
    folder.write('package.json', '{"type":"module"}');
    const ipa = join(folder.path, 'twin.ipa');
    await buildTwinIpa(ipa, 'dev.rezbench.test');
    for (const [name, data] of Object.entries(unzipSync(readFileSync(ipa))))
      folder.write(name, Buffer.from(data).toString());
    const ran = await execaNode(join(folder.path, 'Payload/Harness.app/Harness'), {
      reject: false,
      env: { NODE_PATH: join(projectRoot, 'node_modules') },
    });
    // It came so far as to ask for the device that nobody named.
    expect(ran.stderr).to.contain('currentDevice').and.not.to.contain('require is not defined');
  });
});
