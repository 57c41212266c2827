import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { placeAppSources } from './app-sources.js';

describe('the sources of the app, of an installed package', () => {
  let from: string;
  let folder: string;

  beforeEach(() => {
    from = dirname(temporaryFolder().write('harness-app/Info.plist', 'app'));
    folder = join(temporaryFolder().path, 'harness-app');
  });

  it("are copied to the user's folder, once for a version, so that what is changed there stays", () => {
    placeAppSources(from, folder, '0.2.0');
    expect(readFileSync(join(folder, 'Info.plist'), 'utf8')).to.equal('app');
    writeFileSync(join(folder, 'Info.plist'), 'mine');
    placeAppSources(from, folder, '0.2.0');
    expect(readFileSync(join(folder, 'Info.plist'), 'utf8')).to.equal('mine');
    expect(readdirSync(dirname(folder))).to.deep.equal(['harness-app']);
  });

  it('are not mixed with those of another version', async () => {
    placeAppSources(from, folder, '0.2.0');
    expect(
      (
        await problemOf(() => {
          placeAppSources(from, folder, '0.3.0');
        })
      ).message,
    ).to.match(/harness-app has the app of rezbench 0\.2\.0, and this is 0\.3\.0; move it away, then build again$/);
  });

  it('do not touch a folder of that name which somebody else has made', () => {
    placeAppSources(from, join(dirname(from)), '0.2.0');
    expect(existsSync(join(dirname(from), '.rezbench-version'))).to.equal(false);
  });

  it('are one sentence where they cannot be copied', async () => {
    const file = temporaryFolder().write('file', '');
    expect(
      (
        await problemOf(() => {
          placeAppSources(from, join(file, 'harness-app'), '0.2.0');
        })
      ).message,
    ).to.match(
      /harness-app cannot be written \(\w+\), and the app is built there; build in a folder that you may write to$/,
    );
  });
});
