import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { plannedCase, plannedLaunch, planOf, session } from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Plan } from '../plan/plan.js';
import { markEnded, unmarkEnded } from '../results/ended.js';
import { journalFile, provenanceFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { cutOffRun } from './cut-off.js';
import type { Now } from './cut-off.js';
import { createRun } from './start.js';

describe('a run that was cut off', () => {
  const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
  const request = { plan, source: 'sweep.yaml', suite: 'sweep' };
  const changed = (change: Partial<Plan>): Now => ({ request: { ...request, plan: { ...plan, ...change } } });
  let root = '';
  let run: RunFolder;
  const found = (now: Now = { request }): string | undefined => cutOffRun(root, now)?.path;

  beforeEach(async () => {
    root = temporaryFolder().path;
    mkdirSync(join(root, 'baselines'));
    writeFileSync(join(root, 'history.duckdb'), '');
    run = await createRun(request, root);
  });

  it('is found by its plan, among whatever else lies there', () => {
    expect(found()).to.equal(run.path);
    expect(cutOffRun(join(root, 'nowhere'), { request })).to.equal(undefined);
  });

  it('is not found once it has ended, and again when it was cut off while it was resumed', () => {
    markEnded(run);
    expect(found()).to.equal(undefined);
    unmarkEnded(run);
    expect(found()).to.equal(run.path);
  });

  it('is out of date when a later run of the plan has ended', async () => {
    markEnded(await createRun(request, root));
    expect(found()).to.equal(undefined);
  });

  it('is not that of another sweep, of models elsewhere, or of other demands', () => {
    expect(found(changed({ hash: 'other' }))).to.equal(undefined);
    expect(found(changed({ sources: { 'models/1': '/elsewhere/model' } }))).to.equal(undefined);
    expect(found({ request: { ...request, requireUnit: true } })).to.equal(undefined);
    expect(found({ request: { ...request, suite: 'first-light' } })).to.equal(undefined);
    const fleet = { file: 'fleet.yaml', latency: 'host', sha256: 'f' } as const;
    expect(found({ request, fleet })).to.equal(undefined);
  });

  it('is not one that another build of the app has begun', () => {
    appendFileSync(journalFile(run, 'u'), `${JSON.stringify(session({ appBuild: 'b1' }))}\n`);
    expect(found({ request, appBuild: 'b1' })).to.equal(run.path);
    expect(found({ request, appBuild: 'b2' })).to.equal(undefined);
  });

  it('is not one whose files are damaged', () => {
    writeFileSync(provenanceFile(run), '{');
    expect(found()).to.equal(undefined);
  });
});
