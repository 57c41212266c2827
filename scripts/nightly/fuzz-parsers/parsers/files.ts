import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { bundleId, writeSmallIpa } from '../../../../test/small-app.js';
import { profileOf } from '../../../../test/fake-xcodebuild.js';
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

function ipas(): Buffer[] {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-ipa-'));
  const path = join(folder, 'a.ipa');
  const made = [undefined, profileOf(new Date(2e12), ['00009999-0000000000000001'])].map((profile) => {
    writeSmallIpa(path, { ...(profile && { profile }) });
    return readFileSync(path);
  });
  rmSync(folder, { recursive: true, force: true });
  return made;
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

/** Readers of files. */
export const fileParsers: Readonly<Record<string, ParserMaker>> = {
  npy: () => ({ samples: arrays(), read: (input) => npyIn(input, 'a.npy') }),
  picture: async () => ofFile('a.png', await pictures(), readImage),
  journal: () => ofFile('a.jsonl', [start('run/journal/00009999-0000000000000001.jsonl', 5)], readJournal),
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
    mkdirSync(join(root, bundleId));
    const apps = new Apps(root);
    const parser = ofFile('a.ipa', ipas(), (path) => apps.unpack(path));
    // installation_proxy tells its client of any error.
    return { ...parser, expected: (error) => isMeant(error) || error instanceof Error };
  },
};
