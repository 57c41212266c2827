import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { problemOf } from '../../test/rig/problem.js';
import { readLab } from './lab.js';
import { readSweep } from './sweep.js';

const good = `name: small
seed: 7
variants: [plain-x2-fp16-64, ../mine/own.mlpackage]
compute_units: [cpuOnly]
sizes: [64x64, 96x48]
measure:
  warmup: 1
  iterations: 3
  min_seconds: 0
  end_to_end_iterations: 1
`;

describe('a sweep file', () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'sweep.yaml');

  /** What the user is told of this text, after the file's name. */
  async function complaint(text: string): Promise<string> {
    writeFileSync(file, text);
    const { message, exitCode } = await problemOf(() => readSweep(file));
    expect(exitCode).to.equal(2);
    expect(message.startsWith(`${file}:`), message).to.be.true;
    return message.slice(file.length + 1);
  }

  it('is read with its paths made absolute and its limits filled in', () => {
    writeFileSync(file, `${good}quality: { testset: pictures/HR, metrics: [niqe, flip], lpips: alex.onnx }\n`);
    const sweep = readSweep(file);
    expect(sweep.variants).to.deep.equal(['plain-x2-fp16-64', join(folder.path, '../mine/own.mlpackage')]);
    expect(sweep.sizes).to.deep.equal([
      { width: 64, height: 64 },
      { width: 96, height: 48 },
    ]);
    expect(sweep.testset?.folder).to.equal(join(folder.path, 'pictures/HR'));
    expect(sweep.testset?.metrics).to.deep.equal(['niqe', 'flip']);
    expect(sweep.testset?.networks).to.deep.equal({ lpips: join(folder.path, 'alex.onnx') });
    expect(sweep.limits).to.deep.equal({ hello_seconds: 20, stall_seconds: 120 });
    expect(sweep.anchor_every).to.equal(20);
    expect(sweep.measure).to.include({ cooldown_seconds: 300, pause_seconds: 2, paced_iterations: 10 });
  });

  const faults: readonly (readonly [string, string, string, string])[] = [
    ['a size', '96x48', '96by48', '5: field sizes.1: must be WIDTHxHEIGHT in pixels'],
    ['a size of nothing', '96x48', '96x0', '5: field sizes.1: must be WIDTHxHEIGHT in pixels'],
    ['a doubled size', '96x48', '64x64', '5: field sizes: names something twice'],
    ['a compute unit', 'cpuOnly', 'npu', '4: field compute_units.0: '],
    ['a nested number', 'iterations: 3', 'iterations: 0', '8: field measure.iterations: '],
    ['a pause of nothing', '  warmup: 1', '  warmup: 1\n  pause_seconds: 0', '8: field measure.pause_seconds: '],
    ['a metric', 'seed: 7', 'seed: 7\nquality: { testset: p, metrics: [vmaf] }', '3: field quality.metrics.0: '],
    [
      'a metric twice',
      'seed: 7',
      'seed: 7\nquality: { testset: p, metrics: [flip, flip] }',
      '3: field quality.metrics: ',
    ],
    ['a misspelt field', '  warmup: 1', '  warmup: 1\n  warmups: 2', '8: field measure.warmups: '],
    ['a missing field', 'seed: 7\n', '', '1: field seed: '],
    ['a name', 'name: small', 'name: a/b', '1: field name: must be letters, digits'],
  ];
  for (const [what, from, to, expected] of faults) {
    it(`names line and field of ${what}`, async () => {
      expect(await complaint(good.replace(from, to))).to.contain(expected);
    });
  }

  it('names the line that is not YAML', async () => {
    expect(await complaint(good.replace('[64x64, 96x48]', '[64x64, 96x48'))).to.match(/^\d+: .*; fix the YAML$/);
  });

  it('that is empty lacks everything', async () => {
    expect(await complaint('')).to.match(/^1: field \(the whole file\): /);
  });

  it('that is not there is asked for', async () => {
    const { message } = await problemOf(() => readSweep(join(folder.path, 'none.yaml')));
    expect(message).to.equal(`${join(folder.path, 'none.yaml')} cannot be read; name an existing file`);
  });

  it('has its sibling in the lab file, told of alike', async () => {
    writeFileSync(file, 'devices:\n  - name: a\n    udid: u\n    wda: { url: not-a-url }\n');
    const { message } = await problemOf(() => readLab(file));
    expect(message).to.contain(`${file}:4: field devices.0.wda.url: `);
    writeFileSync(file, 'devices:\n  - name: a\n    udid: u\n');
    expect(readLab(file).devices).to.deep.equal([{ name: 'a', udid: 'u', required: true }]);
  });
});
