import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { projectRoot } from '../../src/project.js';
import { attachVirtualIphones } from '../rig/attached-phones.js';
import type { AttachedPhones } from '../rig/attached-phones.js';
import { rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { filesIn, runJob } from '../workflow/job.js';
import type { Event, JobEnd, Machine } from '../workflow/job.js';
import { labMachine, LabProject, writeFleet } from '../workflow/lab-project.js';
import { readWorkflow } from '../workflow/workflow.js';

describe('a lab that measures every night by a workflow', function () {
  this.timeout(300_000);
  const home = temporaryFolder().path;
  const results = join(home, 'rezbench/results');
  const workflow = readWorkflow(join(projectRoot, 'recipes/github/nightly.yml'));
  let phones: AttachedPhones;
  let machine: Machine;
  let project: LabProject;
  const night = (event: Partial<Event> = {}): Promise<JobEnd> =>
    runJob(workflow, 'night', machine, { github: {}, ...event });
  const runs = (): string[] =>
    readdirSync(results)
      .filter((name) => /^\d/.test(name))
      .sort();
  const launchesOf = (run: string | undefined) => rowsOf(join(results, run ?? '', 'launches.csv'));

  before(async () => {
    const fleet = join(home, 'fleet.yaml');
    writeFleet(fleet);
    phones = await attachVirtualIphones({ fleet });
    project = await LabProject.in(temporaryFolder().path);
    machine = labMachine(home, phones.env, new Map([['main', project.path]]));
    mkdirSync(join(home, 'rezbench'));
    copyFileSync(phones.env['REZBENCH_APP'] ?? '', join(home, 'rezbench/Harness.ipa'));
  });
  after(() => phones.detach());

  it('keeps what was measured when its job is cancelled, and judges nothing', async () => {
    // Two launches have ended by then. A look may find several at once, so the line of the third may not come.
    const cancelled = await night({ cancel: { step: 'Measure', at: /^ *[2-4]\/\d+ / } });
    expect(cancelled.result, cancelled.log).to.equal('cancelled');
    expect(cancelled.log).to.match(/interrupted; go on with/);
    // The first signal reached rezbench; a shell in between would have kept it.
    expect(cancelled.log).to.match(/^-- Measure: 130$/m);
    expect(cancelled.steps).to.include({ Judge: 'skipped', Promote: 'skipped', 'Draw and keep': 'skipped' });
    expect(cancelled.summary).to.match(/^No verdict\. .* the next night goes on with it\.$/m);
    expect(runs()).to.have.length(1);
    expect(launchesOf(runs()[0])).to.have.length.above(1);
    expect(existsSync(join(results, 'baselines'))).to.equal(false);
  });

  it('goes on with that the next night, measures nothing twice, and pins what passed', async () => {
    const before = launchesOf(runs()[0]).map(({ launch }) => launch);
    const { result, log, summary } = await night();
    expect(result, log).to.equal('success');
    expect(log).to.match(/goes on with .*, which was cut off/);
    expect(runs()).to.have.length(1);
    const measured = launchesOf(runs()[0]).filter(({ status }) => status === 'ok');
    expect(measured.map(({ launch }) => launch)).to.include.members(before);
    expect(new Set(measured.map(({ launch }) => launch))).to.have.property('size', measured.length);
    expect(summary).to.match(/^## .*Gate passed/m);
    expect(existsSync(join(results, 'baselines'))).to.equal(true);
    expect(existsSync(join(results, 'history.duckdb'))).to.equal(true);
  });

  it('shows others no udid', () => {
    const shown = join(machine.artifacts, 'night');
    expect(filesIn(shown)).to.include.members(['verdict.md', 'junit.xml', 'results.csv', 'report/index.html']);
    for (const name of ['verdict.md', 'junit.xml', 'results.csv'])
      expect(readFileSync(join(shown, name), 'utf8')).not.to.match(/00009999-|Bench 1/);
  });

  it('fails when a budget is broken, with the verdict in its summary, and does not pin that night', async () => {
    project.limit(90);
    const pins = readFileSync(join(results, 'baselines/pins.jsonl'), 'utf8');
    const { result, steps, summary, log } = await night();
    expect(result, log).to.equal('failure');
    expect(runs(), 'a new run').to.have.length(2);
    expect(steps).to.include({ Measure: 'success', Judge: 'failure', Promote: 'skipped', 'Draw and keep': 'success' });
    expect(summary)
      .to.match(/^## .*Nothing regressed/m)
      .and.to.match(/^## .*Gate failed/m);
    expect(readFileSync(join(results, 'baselines/pins.jsonl'), 'utf8')).to.equal(pins);
    expect(readFileSync(join(machine.artifacts, 'night/junit.xml'), 'utf8')).to.include('<failure');
  });

  it('says that no run came about where its sweep cannot be read', async () => {
    const { result, steps, log } = await runJob(
      workflow,
      'night',
      { ...machine, env: { ...machine.env, REZBENCH_LAB: 'no-such-lab.yaml' } },
      { github: {} },
    );
    expect(result).to.equal('failure');
    expect(steps).to.include({ Measure: 'failure', Judge: 'failure', 'Write the summary': 'success' });
    expect(log).to.include('::error::no run came about');
  });
});
