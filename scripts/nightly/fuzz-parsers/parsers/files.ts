import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import sharp from 'sharp';
import { readImage } from '../../../../src/image/files.js';
import { readHarnessApp } from '../../../../src/phone/harness-app.js';
import { readIpaProfile } from '../../../../src/phone/profile.js';
import { projectRoot } from '../../../../src/project.js';
import { readJournal } from '../../../../src/results/journal.js';
import { readQuality } from '../../../../src/results/quality-file.js';
import { readCaseRows, readLaunchRows, readQualityRows, readSampleRows } from '../../../../src/results/read-tables.js';
import { openRunFolder, readPlan } from '../../../../src/results/run-folder.js';
import type { RunFolder } from '../../../../src/results/run-folder.js';
import { npyIn, writeNpy } from '../../../../src/runtime/npy.js';
import { Apps } from '../../../../src/virtual/iphone/apps.js';
import { isMeant, ofFile } from '../parser.js';
import type { Parser, ParserMaker } from '../parser.js';

const golden = (path: string): Buffer => readFileSync(join(projectRoot, 'test/golden', path));
/** The first lines of a file. */
const start = (path: string, lines: number): Buffer =>
  Buffer.from(golden(path).toString('utf8').split('\n').slice(0, lines).join('\n') + '\n');

/** A reader of a run's folder, in which one file is damaged. */
function inRun(name: string, samples: readonly Buffer[], read: (folder: RunFolder) => unknown): Parser {
  const path = mkdtempSync(join(tmpdir(), 'fuzz-run-'));
  writeFileSync(join(path, 'plan.json'), golden('tables-v1/plan.json'));
  writeFileSync(join(path, 'datapackage.json'), golden('tables-v1/datapackage.json'));
  const folder = openRunFolder(path);
  return {
    samples,
    read(input) {
      writeFileSync(join(path, name), input);
      return read(folder);
    },
    close() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Without the document type and white space, which take time and change nothing. */
const shortList = (body: string): string => `<?xml version="1.0"?><plist><dict>${body}</dict></plist>`;
const info = [
  ...['CFBundleIdentifier', 'CFBundleExecutable', 'CFBundleVersion'].map(
    (key) => `<key>${key}</key><string>a</string>`,
  ),
  '<key>UIFileSharingEnabled</key><true/>',
].join('');
const profile = [
  '<key>ExpirationDate</key><date>2033-05-18T03:33:20Z</date>',
  '<key>TeamIdentifier</key><array><string>ABCDE12345</string></array>',
  '<key>ProvisionedDevices</key><array><string>1</string></array>',
].join('');

/** Apps without and with a profile, deflated, and stored so that what is in them is damaged as well. */
function ipas(): Buffer[] {
  const plain = { 'Payload/a.app/Info.plist': strToU8(shortList(info)), 'Payload/a.app/a': strToU8('a') };
  const signed = { ...plain, 'Payload/a.app/embedded.mobileprovision': strToU8(`\x30\x80${shortList(profile)}\0`) };
  return [plain, signed]
    .flatMap((files) => [zipSync(files), zipSync(files, { level: 0 })])
    .map((zip) => Buffer.from(zip));
}

function arrays(): Buffer[] {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-npy-'));
  const path = join(folder, 'a.npy');
  const made = [new Float32Array(24), new Int32Array(24)].map((data) => {
    writeNpy(path, { shape: [2, 3, 4], data });
    return readFileSync(path);
  });
  rmSync(folder, { recursive: true, force: true });
  // Fortran's order, and elements of two bytes.
  const other = Buffer.from(made[0] ?? [])
    .toString('latin1')
    .replace('False', 'True ')
    .replace("'<f4'", "'>f2'");
  return [...made, Buffer.from(other, 'latin1')];
}

async function pictures(): Promise<Buffer[]> {
  const picture = sharp({
    create: { width: 9, height: 7, channels: 4, background: { r: 9, g: 99, b: 200, alpha: 0.5 } },
  });
  return Promise.all(
    [picture.clone().png(), picture.clone().jpeg(), picture.clone().webp(), picture.clone().tiff()].map((one) =>
      one.toBuffer(),
    ),
  );
}

const times = { at: '2026-11-25T19:55:05.421Z', launch: 'purge-1', startedAt: '2026-11-25T19:55:04.571Z' };
const events = { events: 'journal/1/purge-1.jsonl', eventsBytes: 9, eventsSha256: 'a'.repeat(64) };
/** Every kind of entry, with every field that it may have. */
const journals = [
  ...[
    start('run/journal/00009999-0000000000000001.jsonl', 1).toString('utf8').slice(0, -1),
    JSON.stringify({ type: 'started', at: times.at, launch: times.launch }),
  ],
  JSON.stringify({ type: 'finished', ...times, outcome: { status: 'ok' }, ...events, disturbed: ['measure'] }),
  JSON.stringify({ type: 'finished', ...times, outcome: { status: 'timed_out', step: 'load', afterMs: 9 } }),
  JSON.stringify({ type: 'lost', ...times, loss: { cause: 'phone', detail: 'a', refusal: 'locked' } }),
]
  .flatMap((line, index, all) => [`${line}\n`, `${line}\n${all[(index + 1) % all.length] ?? ''}\n`])
  .map((text) => Buffer.from(text));

/** Readers of files. */
export const fileParsers: Readonly<Record<string, ParserMaker>> = {
  npy: () => ({ samples: arrays(), read: (input) => npyIn(input, 'a.npy') }),
  picture: async () => ofFile('a.png', await pictures(), readImage),
  journal: () => ofFile('a.jsonl', journals, readJournal),
  'quality.jsonl': () => inRun('quality.jsonl', [start('run/quality.jsonl', 3)], readQuality),
  'plan.json': () => inRun('plan.json', [golden('run/plan.json')], readPlan),
  'CSV: results': () => inRun('results.csv', [start('tables-v1/results.csv', 3)], readCaseRows),
  'CSV: launches': () => inRun('launches.csv', [start('tables-v1/launches.csv', 4)], readLaunchRows),
  'CSV: quality': () => inRun('quality.csv', [start('tables-v1/quality.csv', 4)], readQualityRows),
  'CSV: samples': () => inRun('samples.csv', [start('tables-v1/samples.csv', 6)], readSampleRows),
  ipa: () =>
    ofFile('a.ipa', ipas(), (path) => {
      readIpaProfile(path);
      return readHarnessApp(path);
    }),
  'ipa, on the virtual iPhone': () => {
    const root = mkdtempSync(join(tmpdir(), 'fuzz-apps-'));
    const apps = new Apps(root);
    const parser = ofFile('a.ipa', ipas(), (path) => apps.unpack(path));
    // installation_proxy tells its client of any error.
    return { ...parser, expected: (error) => isMeant(error) || error instanceof Error };
  },
};
