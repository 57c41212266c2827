import { existsSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { TemporaryFolder } from '../../test/rig/temporary-folder.js';
import { linkedHome, withoutOldList } from './appium-home.js';

describe("Appium's home of an installed package", () => {
  let installed: TemporaryFolder;
  let driver: string;
  let cache: string;
  const inHome = (home: string): string => join(home, 'node_modules/appium-xcuitest-driver');

  beforeEach(() => {
    installed = temporaryFolder();
    driver = dirname(installed.write('node_modules/appium-xcuitest-driver/package.json', '{"version":"1.0.0"}'));
    cache = join(temporaryFolder().path, 'not/there/yet');
  });

  it('has the driver, wherever npm put that, and is the same one the next time', () => {
    const home = linkedHome(driver, cache);
    expect(realpathSync(inHome(home))).to.equal(realpathSync(driver));
    writeFileSync(join(home, 'kept'), '');
    expect(linkedHome(driver, cache)).to.equal(home);
    expect(readdirSync(home)).to.include('kept');
    expect(readdirSync(cache)).to.have.length(1);
  });

  it('is another one for another version, since Appium lists the drivers of a home once', () => {
    const home = linkedHome(driver, cache);
    writeFileSync(join(driver, 'package.json'), '{"version":"2.0.0"}');
    expect(linkedHome(driver, cache)).to.not.equal(home);
  });

  it('is made anew where its link was lost', () => {
    const home = linkedHome(driver, cache);
    rmSync(inHome(home));
    expect(linkedHome(driver, cache)).to.equal(home);
    expect(realpathSync(inHome(home))).to.equal(realpathSync(driver));
  });

  it('is one sentence where the cache cannot be made', async () => {
    const file = installed.write('a-file', '');
    const { message } = await problemOf(() => linkedHome(driver, join(file, 'rezbench')));
    expect(message).to.match(
      /a-file\/rezbench cannot be written \(ENOTDIR\), .*; set XDG_CACHE_HOME to a folder that you may write to$/,
    );
  });
});

describe("Appium's home of a checkout", () => {
  it('loses a list of drivers that was written before the checkout was moved, and keeps one that holds', () => {
    const checkout = temporaryFolder();
    const driver = dirname(checkout.write('node_modules/appium-xcuitest-driver/package.json', '{}'));
    const list = (folder: string): string =>
      checkout.write(
        'node_modules/.cache/appium/extensions.yaml',
        `drivers:\n  xcuitest:\n    installPath: ${folder}\n`,
      );
    const kept = list(driver);
    withoutOldList(checkout.path);
    expect(existsSync(kept)).to.equal(true);
    const old = list('/moved/node_modules/appium-xcuitest-driver');
    withoutOldList(checkout.path);
    expect(existsSync(old)).to.equal(false);
  });
});
