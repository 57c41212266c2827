import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { stringify } from 'yaml';
import { newSweepRun } from '../src/cli/sweep-run.js';
import { openModel } from '../src/coreml/package.js';
import { readSweep } from '../src/plan/sweep.js';
import { projectRoot } from '../src/project.js';
import { openRunFolder } from '../src/results/run-folder.js';
import type { RunFolder } from '../src/results/run-folder.js';
import { createRun } from '../src/run/start.js';
import { readFleet } from '../src/virtual/fleet.js';
import { carryOutHere } from './twin-lab.js';

const phones = [
  { name: 'Bench 1', model: 'iPhone15,2', ios: '17.5' },
  { name: 'Bench 2', model: 'iPhone17,1', ios: '18.5', transport: 'usbmux', speed: 1.6, noise: 'quiet' },
];

/** The last layer's twelve biases in weight.bin of plain-x2-fp32-64. */
const biases = { at: 145_856, count: 12 };

/** Packages that a test changes, a picture, phones whose latency is modelled, and the runs of their nights. */
export class NightLab {
  readonly results: string;
  readonly fleet: string;
  readonly sweep: string;
  readonly #home: string;
  readonly #phones: readonly object[];

  constructor(
    home: string,
    { variants = ['slow', 'large', 'worse'], units = ['cpuOnly', 'all'], phones: names = ['Bench 1', 'Bench 2'] } = {},
  ) {
    this.#home = home;
    this.results = join(home, 'results');
    this.fleet = join(home, 'fleet.yaml');
    this.sweep = join(home, 'sweep.yaml');
    mkdirSync(join(home, 'images'));
    for (const [index, name] of variants.entries()) {
      cpSync(join(projectRoot, 'models/plain-x2-fp32-64.mlpackage'), this.#package(name), { recursive: true });
      // Packages of the same bytes would be one.
      this.rewrite(name, index + 1);
    }
    this.#phones = phones.filter(({ name }) => names.includes(name));
    this.writeFleet([]);
    const sweep = {
      name: 'night',
      seed: 1,
      variants: variants.map((name) => `${name}.mlpackage`),
      compute_units: units,
      sizes: ['64x64'],
      measure: {
        warmup: 3,
        iterations: 100,
        min_seconds: 0,
        end_to_end_iterations: 1,
        launches: 3,
        pause_seconds: 1,
        paced_iterations: 0,
      },
      quality: { testset: 'images' },
    };
    writeFileSync(this.sweep, stringify(sweep));
  }

  #package = (name: string): string => join(this.#home, `${name}.mlpackage`);

  async drawPicture(): Promise<void> {
    const cat = sharp(join(projectRoot, 'images/chelsea.png'));
    await cat.extract({ left: 100, top: 60, width: 64, height: 64 }).toFile(join(this.#home, 'images/cat.png'));
  }

  sha256 = (name: string): string => openModel(this.#package(name)).sha256;

  /** Writes the fleet file; `effects` as it has them. */
  writeFleet(effects: readonly object[]): void {
    const base_ms = { slow: 5, large: 6, worse: 7 };
    const fleet = {
      latency: 'modelled',
      seed: 5,
      noise: 'typical',
      phones: this.#phones,
      base_ms,
      effects,
    };
    writeFileSync(this.fleet, stringify(fleet));
  }

  /** Makes a package another one that computes the same. */
  rewrite(name: string, spaces = 1): void {
    const manifest = join(this.#package(name), 'Manifest.json');
    writeFileSync(manifest, `${readFileSync(manifest, 'utf8')}${' '.repeat(spaces)}`);
  }

  /** Makes a package another one whose pictures are brighter by so much, which costs PSNR. */
  brighten(name: string, by: number): void {
    const file = join(this.#package(name), 'Data/com.apple.CoreML/weights/weight.bin');
    const data = readFileSync(file);
    for (let index = 0; index < biases.count; index += 1) {
      const at = biases.at + 4 * index;
      data.writeFloatLE(data.readFloatLE(at) + by, at);
    }
    writeFileSync(file, data);
  }

  /** Plans and carries out a night, and returns its folder. */
  async night(number: number): Promise<string> {
    const fleet = readFleet(this.fleet, number);
    const { request } = await newSweepRun(readSweep(this.sweep), this.results);
    const folder = await createRun(request, this.results, fleet);
    await carryOutHere(folder, fleet.phones, join(this.#home, 'phones'));
    return folder.path;
  }

  /** Carries out what a comparison has planned and nobody has measured yet: the newest confirmation. */
  async measure(night: number): Promise<void> {
    const [newest = ''] = readdirSync(this.results)
      .filter((name) => name.includes('confirm-'))
      .sort()
      .toReversed();
    await this.carryOut(openRunFolder(join(this.results, newest)), night);
  }

  /** Carries out whatever a run owes, on the phones of this night. */
  async carryOut(folder: RunFolder, night: number): Promise<void> {
    await carryOutHere(folder, readFleet(this.fleet, night).phones, join(this.#home, 'phones'));
  }
}
