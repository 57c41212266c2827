import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { stringify } from 'yaml';
import { readState } from '../../src/bisect/state.js';
import { readRun } from '../../src/results/read-run.js';
import { openRunFolder } from '../../src/results/run-folder.js';
import { buildTwinIpa } from '../../src/virtual/app/ipa.js';
import { NightLab } from '../night-lab.js';
import type { Ran } from '../rig/command.js';
import { rezbench, start } from '../rig/rezbench.js';
import { rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** One case of a virtual phone whose latency is modelled, over the emulated wire; night.test.ts has a whole fleet. */
describe('confirming on a virtual phone', function () {
  this.timeout(900_000);
  const home = temporaryFolder().path;
  const lab = new NightLab(home, { variants: ['slow'], units: ['all'], phones: ['Bench 2'] });
  const runs = (): string[] =>
    readdirSync(lab.results)
      .filter((name) => /^\d/.test(name))
      .sort();
  const at = (name: string | undefined): string => join(lab.results, name ?? '');
  const run = (night: number, ...words: string[]): Promise<Ran> =>
    rezbench(['run', lab.sweep, '--virtual', lab.fleet, '--night', String(night), '--out', lab.results, ...words]);
  const ended = ({ exitCode, stdout, stderr }: Ran, expected: number): string => {
    expect(exitCode, `${stdout}\n${stderr}`).to.equal(expected);
    return `${stdout}\n${stderr}`;
  };
  const latency = (name: string | undefined) =>
    rowsOf(join(at(name), 'compare.csv')).find(({ metric }) => metric === 'latency');
  let base = '';
  /** The id of what regressed, and the run. */
  let alarm: readonly [string, string] = ['', ''];

  before(async () => {
    await lab.drawPicture();
    ended(await run(1), 0);
    base = at(runs()[0]);
    ended(await rezbench(['promote', base]), 0);
    lab.rewrite('slow');
    lab.writeFleet([{ sha256: lab.sha256('slow'), slower: '5 %' }]);
  });

  it('measures what compare --confirm planned by the command that it printed', async () => {
    ended(await run(2), 0);
    const tonight = runs().at(-1);
    const said = ended(await rezbench(['compare', base, at(tonight), '--confirm']), 3);
    const command = /measure with: npx rezbench (.*), then compare again/.exec(said)?.[1] ?? '';
    ended(await rezbench(command.split(' ')), 0);
    ended(await rezbench(['compare', base, at(tonight)]), 3);
    expect(latency(tonight)).to.include({ awaits: 'repetition', method: 'confirmation' });
    expect(Number(latency(tonight)?.['change_percent'])).to.be.closeTo(5, 1.5);
  });

  it('comes to a verdict in one night with run --confirm, and the gate stands under it', async () => {
    const earlier = new Set(runs());
    ended(await run(3, '--confirm', join(lab.results, 'baselines')), 1);
    const [tonight, first, repeat, ...others] = runs().filter((name) => !earlier.has(name));
    expect([first, repeat, others]).to.satisfy(() => others.length === 0 && repeat?.includes('confirm-'));
    expect(latency(tonight)).to.include({
      verdict: 'regressed',
      method: 'confirmation, repeated in fresh launches',
    });
    expect(latency(tonight)?.['why']).to.match(/^the package is another one: /);

    const budgets = join(home, 'budgets.yaml');
    const rule = { metric: 'latency_median_ms', max_regression: '3 %', evidence: 'point' };
    writeFileSync(budgets, stringify({ rules: [rule, { metric: 'psnr_y_db', max_regression: '0.1 dB' }] }));
    const judged = ['gate', at(tonight), '--budgets', budgets, '--baseline', base, '--allow-virtual'];
    ended(await rezbench(judged), 1);
    const page = readFileSync(join(at(tonight), 'verdict.md'), 'utf8');
    expect(page.match(/^## .*:/gm)).to.deep.equal(['## ❌ Regressed:', '## ❌ Gate failed:']);

    const { alarms } = JSON.parse(readFileSync(join(at(tonight), 'compare.json'), 'utf8')) as {
      readonly alarms: readonly { readonly id: string }[];
    };
    alarm = [alarms[0]?.id ?? '', at(tonight)];
  });

  it('asks the alarm again on the phone that alarmed', async () => {
    const [id, tonight] = alarm;
    const asked = ['reproduce', id, '--in', tonight, '--virtual', lab.fleet, '--night', '4'];
    const said = ended(await rezbench(asked), 1);
    const found = /^reproduced: latency of slow, all, 64x64, on Bench 2: ([\d.]+) % slower, 95 % interval/m.exec(said);
    expect(Number(found?.[1])).to.be.closeTo(5, 1.5);
    const again = /^reproduce: alarm [0-9a-f]{8}: (.*)\/reproduction\.json$/m.exec(said)?.[1] ?? '';
    expect(rowsOf(join(again, 'launches.csv')).filter(({ kind }) => kind === 'confirm')).to.have.length(8);
  });

  it('installs one build of the app after another, each anew, and goes on with a bisection that is interrupted', async () => {
    const apps = join(home, 'apps');
    mkdirSync(apps);
    for (const build of ['b1', 'b2']) {
      await buildTwinIpa(join(apps, `Harness-${build.slice(1)}.ipa`), 'dev.rezbench.harness', build);
    }
    lab.writeFleet([{ app_build: 'b2', slower: '30 %' }]);
    const bisecting = start([
      ...['bisect', 'Harness-1', 'Harness-2', '--builds', apps, '--model', join(home, 'slow.mlpackage')],
      ...['--virtual', lab.fleet, '--out', join(home, 'bisections')],
    ]);
    await bisecting.line(/installation 4 of 16: Harness-1\.ipa/);
    bisecting.signal('SIGINT');
    const { exitCode, stderr } = await bisecting.ended;
    expect(exitCode, stderr).to.equal(130);
    const bisection = /interrupted; go on with: npx rezbench bisect --resume (\S+) --virtual/.exec(stderr)?.[1] ?? '';
    const [step] = readState(bisection).steps;
    const folders = (step?.installations ?? []).slice(0, 3).map((run) => openRunFolder(join(bisection, 'step-1', run)));
    const sessions = folders.flatMap((folder) => readRun(folder).flatMap((phone) => phone.sessions));
    expect(sessions.map(({ appBuild, installed }) => [appBuild, installed])).to.deep.equal([
      ['b1', true],
      ['b2', true],
      ['b2', true],
    ]);
    const medians = folders.map(({ path }) => rowsOf(join(path, 'results.csv'))[0]?.['latency_median_ms']).map(Number);
    const [first = NaN, ...others] = medians;
    for (const other of others) expect(other / first).to.be.closeTo(1.3, 0.1);
    // What was loaded in an installation before counts for nothing, so each begins with a launch that prepares the model.
    for (const folder of folders) {
      const kinds = rowsOf(join(folder.path, 'launches.csv')).map(({ kind }) => kind);
      expect(kinds).to.deep.equal(['prime', 'measure', 'measure', 'measure']);
    }
  });
});
