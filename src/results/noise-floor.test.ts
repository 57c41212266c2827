import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { noiseFloor } from '../../test/noise-floor.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { Problem } from '../problem.js';
import { calibratedBuilds, keepNoiseFloor, readNoiseFloor } from './noise-floor.js';

const floor = noiseFloor();

describe("a phone's noise floor", () => {
  let run = { path: '', id: 'run' };
  beforeEach(() => {
    run = { path: join(temporaryFolder().path, 'run'), id: 'run' };
  });
  const phone = { udid: '00008120-000A', osBuild: '23B85' };

  it('is kept beside the runs, for the phone and its iOS build', () => {
    expect(readNoiseFloor(run, phone)).to.equal(undefined);
    expect(calibratedBuilds(run, phone.udid)).to.deep.equal([]);
    keepNoiseFloor(run, phone, floor);
    expect(readNoiseFloor(run, phone)).to.deep.equal(floor);
    expect(readNoiseFloor(run, { ...phone, osBuild: '23C1' })).to.equal(undefined);
    expect(readNoiseFloor({ path: join(run.path, '../other'), id: 'other' }, phone)).to.deep.equal(floor);
    keepNoiseFloor(run, { ...phone, osBuild: '23A1' }, floor);
    expect(calibratedBuilds(run, phone.udid)).to.deep.equal(['23A1', '23B85']);
    expect(calibratedBuilds(run, '00008120-000')).to.deep.equal([]);
  });

  for (const [what, damage] of [
    ['no JSON', (): string => '{'],
    ['another version', (text: string): string => text.replace('"v": 1', '"v": 2')],
    ['a floor of 0', (text: string): string => text.replace('0.0183', '0')],
  ] as const) {
    it(`is refused with ${what}, by a sentence that names the file`, () => {
      keepNoiseFloor(run, phone, floor);
      const file = join(run.path, '../.calibration/00008120-000A-23B85.json');
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, damage(readFileSync(file, 'utf8')));
      expect(() => readNoiseFloor(run, phone)).to.throw(Problem, /23B85\.json is damaged.*; remove it, and calibrate/);
    });
  }
});
