import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { main } from '../src/cli/main.js';
import { projectRoot } from '../src/project.js';
import { run } from './rig/command.js';
import { testData } from './rig/requirements.js';
import { temporaryFolder } from './rig/temporary-folder.js';

interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process and keeps what it prints. */
async function said(...args: readonly string[]): Promise<Said> {
  const { log, error } = console;
  const [out, err]: [string[], string[]] = [[], []];
  console.log = (text: string) => void out.push(text);
  console.error = (text: string) => void err.push(text);
  try {
    const exitCode = await main(args);
    return { exitCode, out: out.join('\n'), err: err.join('\n') };
  } finally {
    Object.assign(console, { log, error });
  }
}

/** Odd files of the test data, through the commands. */
describe('odd files', () => {
  let cases = '';
  before(function () {
    cases = join(testData(this), 'cases');
  });

  const planned = (models: string, ...more: readonly string[]): Promise<Said> =>
    said(
      'run',
      '--dry-run',
      '--models',
      models,
      '--size',
      '64x64',
      '--units',
      'cpuOnly',
      '--out',
      temporaryFolder().path,
      ...more,
    );

  function folderOf(...names: readonly string[]): string {
    const folder = join(temporaryFolder().path, 'models');
    mkdirSync(folder);
    for (const name of names) cpSync(join(cases, name), join(folder, basename(name)), { recursive: true });
    return folder;
  }

  it('are one row each beside a good model, or left out by name', async () => {
    const odd = ['lfs_pointer.mlmodel', 'classifier.mlpackage', 'stateful.mlpackage', 'nanweights.mlpackage'];
    const folder = folderOf('mixed-scale/x2.mlpackage', ...odd);
    writeFileSync(join(folder, '._x2.mlpackage'), 'what macOS writes');
    writeFileSync(join(folder, 'more.zip'), 'PK');
    for (const name of ['old.mlmodelc', 'empty.mlpackage']) mkdirSync(join(folder, name));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'linked.mlpackage'));
    symlinkSync(join(folder, 'loop.mlpackage'), join(folder, 'loop.mlpackage'));
    const { exitCode, out, err } = await planned(folder);
    expect(exitCode, err).to.equal(0);
    expect(out).to.match(/x2-cpuOnly-64x64 +1 tile/);
    const reasons: Readonly<Record<string, RegExp>> = {
      lfs_pointer: /a Git LFS pointer, run git lfs pull/,
      classifier: /is a label or a number, not a picture/,
      stateful: /state /,
      nanweights: /weight conv_0_weight_0_to_fp16 has 1 of 81 elements that are no numbers/,
      empty: /Manifest\.json: cannot be read/,
      linked: /is a link to a file that is not there/,
      loop: /is a link that leads back to itself/,
    };
    for (const [name, reason] of Object.entries(reasons)) {
      const rows = out.split('\n').filter((line) => line.startsWith(`${name}-cpuOnly`));
      expect(rows, name).to.have.length(1);
      expect(rows[0]).to.contain('unsupported: ').and.match(reason);
      expect(err).to.match(new RegExp(`${name} is left out: .*${reason.source}`));
    }
    for (const name of ['._x2.mlpackage', 'more.zip', 'old.mlmodelc']) expect(err).to.contain(`${name} is left out: `);
  });

  it('end a sweep only where no model is left', async () => {
    const folder = folderOf('lfs_pointer.mlmodel', 'stateful.mlpackage');
    const bin = ['--import', 'tsx', join(projectRoot, 'src/bin.ts')];
    const out = temporaryFolder().path;
    const ran = await run(process.execPath, [...bin, 'run', '--dry-run', '--models', folder, '--out', out]);
    expect(ran.exitCode).to.equal(2);
    expect(ran.stderr).to.match(
      /^rezbench: .*none of its models can be swept: lfs_pointer \(.*\), stateful \(.*\); add/,
    );
  });

  it('have two names where they share one', async () => {
    const { out } = await planned(join(cases, 'same-name'));
    expect(out).to.contain('net.mlmodel-cpuOnly-64x64').and.to.contain('net.mlpackage-cpuOnly-64x64');
  });

  it('of several scales are each judged', async () => {
    const images = temporaryFolder().path;
    cpSync(join(cases, 'a64.png'), join(images, 'a.png'));
    const { out, exitCode } = await planned(join(cases, 'mixed-scale'), '--images', images);
    expect(exitCode).to.equal(0);
    expect(out).to.match(/quality +3 /);
  });

  it('are shown by inspect for what they are, and whether they run here', async () => {
    const told: Readonly<Record<string, RegExp>> = {
      'lfs_pointer.mlmodel':
        /what it is +a Git LFS pointer.*\n.*runs here +no: it is a Git LFS pointer, run git lfs pull/,
      'stateful.mlpackage': /runs here +no: state [^]*\nstate +/,
      'classifier.mlpackage': /runs here +yes/,
      'nanweights.mlpackage/': /not finite +weight conv_0_weight_0_to_fp16 has 1 of 81/,
    };
    for (const [name, sentence] of Object.entries(told)) {
      const { exitCode, out, err } = await said('inspect', join(cases, name));
      expect(exitCode, err).to.equal(0);
      expect(out).to.match(sentence);
    }
  });
});

describe('inspect', () => {
  it('says of a missing file that it is missing, and describes the others', async () => {
    const good = join(projectRoot, 'models/plain-x2-fp16-64.mlpackage');
    const { exitCode, out, err } = await said('inspect', good, 'gone.mlmodel');
    expect(exitCode).to.equal(2);
    expect(out).to.contain('plain-x2-fp16-64');
    expect(err).to.match(/gone\.mlmodel does not exist; check the name/);
  });

  it('names range axes, and what enumerated sizes mean to layer norms', async () => {
    const { out } = await said('inspect', join(projectRoot, 'models/swinir-s-x2-fp16-enum.mlpackage'));
    expect(out).to.contain('https://github.com/apple/coremltools/issues/1909');
  });
});
