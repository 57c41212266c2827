import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { finished, measured, plannedCase, plannedLaunch, planOf, session, writeRun } from '../../test/hand-made-run.js';
import { heardConsole } from '../../test/rig/console.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { main } from '../cli/main.js';
import { openModel } from '../coreml/package.js';
import { writeTables } from '../results/write-tables.js';
import type { Verdict } from './verdict.js';
import { modelArmOf } from '../contract/job.js';
import type { ModelArm } from '../contract/job.js';

describe('a gate without --baseline', () => {
  const heard = heardConsole();
  let root: string;
  beforeEach(() => {
    root = temporaryFolder().path;
    writeFileSync(join(root, 'net.mlmodel'), 'a model');
    writeFileSync(
      join(root, 'b.yaml'),
      'rules:\n  - { metric: latency_median_ms, max_regression: 3 %, evidence: point }\n',
    );
  });

  /** A run of one case on a phone that takes so long. */
  function run(id: string, ms: number, osBuild = '21F79'): string {
    const path = join(root, id);
    mkdirSync(path);
    const model = join(root, 'net.mlmodel');
    const { sha256 } = openModel(model);
    const launch = plannedLaunch('m', { case: 'c' });
    const arm = { ...modelArmOf(launch.job, 'a'), sha256, model: `models/${sha256}/net.mlmodel` } as ModelArm;
    const plan = planOf([plannedCase('c')], [{ ...launch, job: { ...launch.job, arms: { a: arm } } }], {
      sources: { [arm.model]: model },
    });
    const events = measured([ms * 1e6]).map((event) =>
      event.event === 'hello' ? { ...event, os: { ...event.os, build: osBuild } } : event,
    );
    writeTables(writeRun(path, plan, [session(), finished('m', { status: 'ok' })], { m: events }));
    return path;
  }
  const promote = async (path: string): Promise<void> => {
    expect(await main(['promote', path])).to.equal(0);
  };
  async function gate(path: string, ...words: string[]): Promise<number> {
    heard.said.length = 0;
    return main(['gate', path, '--budgets', join(root, 'b.yaml'), '--allow-virtual', ...words]);
  }
  const verdictIn = (path: string): Verdict => JSON.parse(readFileSync(join(path, 'verdict.json'), 'utf8')) as Verdict;

  it('compares with the latest run that was promoted', async () => {
    await promote(run('older', 9));
    await promote(run('newer', 10));
    const tonight = run('tonight', 10.2);
    expect(await gate(tonight)).to.equal(0);
    const { baseline_run, findings } = verdictIn(tonight);
    expect(baseline_run).to.equal('newer');
    expect(findings[0]?.regression).to.include({ baseline_run: 'newer', baseline_value: 10 });
    expect(await gate(run('slow', 10.5))).to.equal(1);
    expect(await gate(tonight, '--baseline', join(root, 'older'))).to.equal(1);
  });

  it('never compares a run with itself', async () => {
    await promote(run('older', 9));
    const tonight = run('tonight', 9.1);
    await promote(tonight);
    expect(await gate(tonight)).to.equal(0);
    expect(verdictIn(tonight).baseline_run).to.equal('older');
  });

  it('says what differs where nothing of the epoch is pinned', async () => {
    await promote(run('older', 9, '20A1'));
    const tonight = run('tonight', 9);
    expect(await gate(tonight)).to.equal(3);
    expect(verdictIn(tonight).findings[0]?.reason).to.equal(
      'another iOS build than in baseline older: 21F79, and there 20A1',
    );
  });

  it('is refused where nothing is pinned, or only the run itself', async () => {
    const tonight = run('tonight', 9);
    expect(await gate(tonight)).to.equal(2);
    expect(heard.said).to.have.length(1);
    expect(heard.said[0]).to.match(
      /nothing says from what; name a run with --baseline RUN, or pin one with npx rezbench promote RUN$/,
    );
    await promote(tonight);
    expect(await gate(tonight)).to.equal(2);
  });

  it('needs nothing pinned for rules that limit no change', async () => {
    await promote(run('older', 9));
    rmSync(join(root, 'baselines/packages'), { recursive: true });
    writeFileSync(join(root, 'b.yaml'), 'rules:\n  - { metric: latency_median_ms, max: 10, evidence: point }\n');
    expect(await gate(run('tonight', 9))).to.equal(0);
  });

  it('says in one sentence that the pinned tables or packages are gone', async () => {
    await promote(run('older', 9));
    const tonight = run('tonight', 9);
    rmSync(join(root, 'baselines/packages'), { recursive: true });
    expect(await gate(tonight)).to.equal(4);
    expect(heard.said).to.have.length(1);
    expect(heard.said[0]).to.match(
      /^rezbench: the pinned package .*net\.mlmodel is gone; put it back, or promote a run that has it$/,
    );
    expect(readdirSync(tonight)).not.to.include('verdict.json');
    rmSync(join(root, 'baselines/runs/older/results.csv'));
    expect(await gate(tonight)).to.equal(4);
    expect(heard.said[0]).to.match(
      /results\.csv of the pinned baseline older is gone; put it back, or promote another run$/,
    );
  });
});
