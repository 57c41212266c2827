import { expect } from 'chai';
import { describe, it } from 'mocha';
import { plannedLaunch, planOf, session, writeRun } from '../../../test/hand-made-run.js';
import { problemOf } from '../../../test/rig/problem.js';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import type { PlannedLaunch } from '../../plan/plan.js';
import { writeTables } from '../../results/write-tables.js';
import { readRuns } from './read-runs.js';

async function refusal(...launches: readonly PlannedLaunch[]): Promise<string> {
  const folder = writeRun(temporaryFolder().path, planOf([], [...launches]), [session()], {});
  writeTables(folder);
  return (await problemOf(() => readRuns([folder], false))).message;
}

describe('the runs of a page', () => {
  it('are those of sweeps: one that measures in pairs, or plans no case, is refused without advice to go on with it', async () => {
    expect(await refusal(plannedLaunch('pair', { kind: 'confirm' }))).to.match(
      /measures packages in pairs and makes no table of cases; report the run that it was to confirm$/,
    );
    expect(await refusal(plannedLaunch('photo', { kind: 'quality' }))).to.match(
      /plans no case.*name a run of a sweep$/,
    );
  });
});
