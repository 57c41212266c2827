import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import forge from 'node-forge';
import plist from 'plist';
import { readHarnessApp } from '../src/phone/harness-app.js';
import { projectRoot } from '../src/project.js';

/** {CFBundleIdentifier: org.example.harness, CFBundleVersion: 7} in the binary form that Xcode writes. */
const info =
  'YnBsaXN0MDDSAQIDBF8QEkNGQnVuZGxlSWRlbnRpZmllcl8QD0NGQnVuZGxlVmVyc2lvbl8QE29yZy5leGFtcGxlLmhhcm5lc3NRNwgNIjRKAAAAAAAAAQEAAAAAAAAABQAAAAAAAAAAAAAAAAAAAEw=';

export const signing = { team: 'ABCDE12345', bundle_id: 'org.example.harness' };

export interface FakeXcode {
  /** A copy of the project, which the fake builds in. */
  readonly project: string;
  /** The environment in which it is found. */
  readonly path: string;
  /** What the next call prints and how it ends. */
  answer(lines: readonly string[], exitCode: number): void;
  /** The arguments of the last call. */
  called(): string[];
}

/**
 * An `xcodebuild` that notes its arguments, prints what it is told, and leaves an app when it succeeds. Its lines are those
 * that documentation and issue threads quote, not a recording. The app is a name and a number; with `twin`, an .ipa of the
 * harness app's twin, it is that app under the bundle id and the build number that xcodebuild is asked for.
 */
export function fakeXcode(folder: string, profile: Buffer | undefined, twin?: string): FakeXcode {
  const bin = join(folder, 'bin');
  const project = join(folder, 'harness-app');
  for (const part of ['App', 'Sources', 'Harness.xcodeproj', 'Info.plist']) {
    cpSync(join(projectRoot, 'harness-app', part), join(project, part), { recursive: true });
  }
  mkdirSync(bin, { recursive: true });
  const product = twin === undefined ? undefined : unpackTwin(twin, join(folder, 'product'));
  const script = join(bin, 'xcodebuild');
  const notes = join(folder, 'arguments.json');
  const told = join(folder, 'told.json');
  const code = `#!/usr/bin/env node
const fs = require('node:fs');
const args = process.argv.slice(2);
fs.writeFileSync(${JSON.stringify(notes)}, JSON.stringify(args));
const { lines, exitCode } = JSON.parse(fs.readFileSync(${JSON.stringify(told)}, 'utf8'));
for (const line of lines) fs.writeSync(1, line + '\\n');
if (exitCode === 0) {
  const simulator = args[args.indexOf('-destination') + 1].includes('Simulator');
  const products = args[args.indexOf('-derivedDataPath') + 1] + '/Build/Products/Release-iphone' + (simulator ? 'simulator' : 'os');
  const app = products + '/Harness.app';
  fs.mkdirSync(app, { recursive: true });
  fs.writeFileSync(app + '/Info.plist', Buffer.from(${JSON.stringify(info)}, 'base64'));
  fs.writeFileSync(app + '/Harness', 'program', { mode: 0o755 });
  const product = ${JSON.stringify(product ?? null)};
  const setting = (name) => args.find((arg) => arg.startsWith(name + '=')).slice(name.length + 1);
  for (const file of product ? fs.readdirSync(product.path) : []) {
    const text = fs.readFileSync(product.path + '/' + file, 'utf8');
    const renamed = text.replaceAll(product.bundleId, setting('PRODUCT_BUNDLE_IDENTIFIER'));
    fs.writeFileSync(app + '/' + file, renamed.replaceAll(product.build, setting('CURRENT_PROJECT_VERSION')));
  }
  const profile = ${JSON.stringify(profile?.toString('base64') ?? '')};
  if (profile && !args.includes('CODE_SIGNING_ALLOWED=NO')) fs.writeFileSync(app + '/embedded.mobileprovision', Buffer.from(profile, 'base64'));
}
process.exitCode = exitCode;
`;
  writeFileSync(script, code);
  chmodSync(script, 0o755);
  return {
    project,
    path: [bin, process.env['PATH'] ?? ''].join(delimiter),
    answer: (lines, exitCode) => {
      writeFileSync(told, JSON.stringify({ lines, exitCode }));
    },
    called: () => JSON.parse(readFileSync(notes, 'utf8')) as string[],
  };
}

/** A provisioning profile as Apple makes them: a signed CMS message around a property list; the signer is made up. */
export function profileOf(expires: Date, devices: string[] = []): Buffer {
  const keys = forge.pki.rsa.generateKeyPair(1024);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.setSubject([{ name: 'commonName', value: 'nobody' }]);
  certificate.setIssuer([{ name: 'commonName', value: 'nobody' }]);
  certificate.sign(keys.privateKey);
  const message = forge.pkcs7.createSignedData();
  message.content = forge.util.createBuffer(
    plist.build({ ExpirationDate: expires, TeamIdentifier: [signing.team], ProvisionedDevices: devices }),
  );
  message.addCertificate(certificate);
  message.addSigner({
    key: keys.privateKey,
    certificate,
    digestAlgorithm: forge.pki.oids['sha256'] ?? '',
    authenticatedAttributes: [],
  });
  message.sign();
  return Buffer.from(forge.asn1.toDer(message.toAsn1()).getBytes(), 'latin1');
}

/** An app as the fake changes it: its bundle id and its build stand in its files as text. */
interface Product {
  readonly path: string;
  readonly bundleId: string;
  readonly build: string;
}

function unpackTwin(ipa: string, path: string): Product {
  for (const [name, data] of Object.entries(unzipSync(readFileSync(ipa)))) {
    const file = join(path, name.replace(/^Payload\/[^/]+\.app\//, ''));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data);
  }
  const { bundleId, build } = readHarnessApp(ipa);
  return { path, bundleId, build };
}
