import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { readHarnessApp } from '../../phone/harness-app.js';
import { buildTwinIpa } from './ipa.js';

describe("the twin's .ipa", () => {
  const here = process.cwd();
  afterEach(() => {
    process.chdir(here);
  });

  it('is the same, and of the same build, wherever the command was given: a run is resumed from any folder', async () => {
    const folder = temporaryFolder();
    const [one, other] = [join(folder.path, 'one.ipa'), join(folder.path, 'other.ipa')];
    await buildTwinIpa(one, 'dev.rezbench.test');
    process.chdir(folder.path);
    await buildTwinIpa(other, 'dev.rezbench.test');
    expect(readHarnessApp(other).build).to.equal(readHarnessApp(one).build);
    expect(readFileSync(other).equals(readFileSync(one))).to.equal(true);
  });
});
