import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { flexibleModel } from '../../test/models/flexible.js';
import { writeSample } from '../../test/models/sample.js';
import { plannedLaunch, planOf } from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { openModel } from '../coreml/package.js';
import { storePicture } from '../plan/pictures.js';
import { truthKey } from '../plan/plan.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { pushedModel } from '../plan/staged.js';
import { checkSources } from './sources.js';

describe('what launches need of this host', () => {
  let files: Record<'model' | 'weights' | 'input' | 'truth' | 'reference', string>;
  let plan: Plan;
  let measure: PlannedLaunch;
  let quality: PlannedLaunch;

  const picture = (folder: string, side: number, seed: number) =>
    storePicture({ width: side, height: side, data: new Uint8Array(side * side * 3).fill(seed) }, 'bird', folder);

  beforeEach(() => {
    const folder = temporaryFolder().path;
    const model = writeSample(join(folder, 'net.mlpackage'), flexibleModel());
    const reference = writeSample(join(folder, 'ref.mlpackage'), flexibleModel());
    writeFileSync(join(reference, 'Data/more'), 'another package');
    const input = picture(join(folder, '.inputs'), 8, 1);
    const truth = picture(join(folder, '.inputs'), 16, 2);
    const opened = openModel(model);
    const pushed = [...pushedModel(opened), input.pushed];
    const { job } = plannedLaunch('m');
    const [arm = expect.fail()] = Object.values(job.arms);
    const made = {
      ...job,
      files: pushed.map(({ file }) => file),
      arms: { a: { ...arm, model: `models/${opened.sha256}/net.mlpackage`, sha256: opened.sha256 } },
      images: { bird: { path: input.pushed.file.path, width: 8, height: 8 } },
    };
    measure = plannedLaunch('m', { job: made });
    quality = plannedLaunch('q', { kind: 'quality', job: made });
    const referenceSha256 = openModel(reference).sha256;
    plan = planOf([], [measure, quality], {
      sources: Object.fromEntries(pushed.map(({ file, source }) => [file.path, source])),
      references: {
        net: {
          sha256: referenceSha256,
          entries: [{ input: arm.input, output: arm.output, sizes: { kind: 'fixed' }, scale: 2 }],
        },
      },
      packages: { [referenceSha256]: reference },
      truths: { [truthKey(2, 'bird')]: { source: truth.pushed.source, width: 16, height: 16 } },
    });
    const weights = join(model, 'Data/com.apple.CoreML/weights/weight.bin');
    files = { model, weights, input: input.pushed.source, truth: truth.pushed.source, reference };
  });

  const both = (): void => {
    checkSources(plan, [measure, quality]);
  };
  const sentence = (path: string): string =>
    `${path} is missing or has changed since the plan was made; put it back, or run the sweep anew`;

  it('is all there at first', () => {
    expect(both).not.to.throw();
  });

  const damages: Readonly<
    Record<string, { on: keyof typeof files; named?: keyof typeof files; how: (file: string) => void }>
  > = {
    'a package without one of its files': {
      on: 'weights',
      named: 'model',
      how: (file) => {
        rmSync(file);
      },
    },
    'a package with other weights of the same size': {
      on: 'weights',
      named: 'model',
      how: (file) => {
        writeFileSync(file, Buffer.alloc(64, 7), { flag: 'r+' });
      },
    },
    'another package in its place': {
      on: 'model',
      how: (path) => {
        rmSync(path, { recursive: true });
        renameSync(files.reference, path);
      },
    },
    'a stored input that was cut, as on a full disk': {
      on: 'input',
      how: (file) => {
        truncateSync(file, 100);
      },
    },
    'a stored input with another content': {
      on: 'input',
      how: (file) => {
        writeFileSync(file, new Uint8Array(192));
      },
    },
    'a true image with another content': {
      on: 'truth',
      how: (file) => {
        writeFileSync(file, new Uint8Array(768));
      },
    },
    'a reference that has changed': {
      on: 'reference',
      how: (path) => {
        appendFileSync(join(path, 'Data/more'), '.');
      },
    },
    'a reference that is gone': {
      on: 'reference',
      how: (path) => {
        rmSync(path, { recursive: true });
      },
    },
  };
  for (const [what, { on, named = on, how }] of Object.entries(damages)) {
    it(`is refused by name where there is ${what}`, async () => {
      how(files[on]);
      expect((await problemOf(both)).message).to.equal(sentence(files[named]));
    });
  }

  it('is not looked at where no launch that is left needs it', () => {
    rmSync(files.truth);
    rmSync(files.reference, { recursive: true });
    expect(() => {
      checkSources(plan, [measure]);
    }).not.to.throw();
  });
});
