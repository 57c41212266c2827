import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { NightLab } from '../../test/night-lab.js';
import { rowsOf } from '../../test/rig/run-folder.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { compareAndWrite } from './compare-run.js';
import { alarmOfRun, reproduceAlarm } from './reproduce.js';

/* On a virtual phone without a wire, which computes pictures. */
describe('an alarm about quality that is asked again', function () {
  this.timeout(120_000);
  const lab = new NightLab(temporaryFolder().path, {
    variants: ['worse', 'large'],
    units: ['all'],
    phones: ['Bench 2'],
  });
  let tonight = '';
  let base = '';

  before(async () => {
    await lab.drawPicture();
    base = await lab.night(1);
    lab.brighten('worse', 0.0068);
    tonight = await lab.night(2);
  });

  it('is measured with the pictures of the run, the alarmed case alone', async () => {
    const { comparison } = compareAndWrite({ bases: [base], candidate: tonight });
    const [alarm, ...others] = comparison.alarms.filter(({ metric }) => metric === 'quality');
    expect(others).to.deep.equal([]);
    let planned: RunFolder | undefined;
    const bench = {
      fleet: undefined,
      measure: async (folder: RunFolder): Promise<undefined> => {
        planned = folder;
        await lab.carryOut(folder, 3);
        return undefined;
      },
    };
    const done = await reproduceAlarm(alarmOfRun(alarm?.id ?? '', tonight, [base]), bench, () => undefined);
    if (typeof done === 'number' || planned === undefined) throw new Error('it was stopped');
    const { launches, cases } = readPlan(planned);
    expect(cases.map(({ id }) => id)).to.deep.equal(['worse-all-64x64']);
    expect(new Set(launches.map(({ kind }) => kind))).to.deep.equal(new Set(['prepare', 'measure', 'quality']));
    expect(done.found.map(({ outcome, now }) => [outcome, now.replace(/[\d.]+/, 'N')])).to.deep.equal([
      ['reproduced', 'N dB worse'],
    ]);
    // The figures are those of a run like any other.
    const [row] = rowsOf(join(planned.path, 'results.csv'));
    expect(Number(row?.['psnr_y_db'])).to.be.above(20);
    expect(JSON.parse(readFileSync(join(planned.path, 'reproduction.json'), 'utf8'))).to.have.property(
      'alarm',
      alarm?.id,
    );
  });
});
