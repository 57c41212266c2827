import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { stringify } from 'yaml';
import { NightLab } from '../night-lab.js';
import type { Ran } from '../rig/command.js';
import { rezbench } from '../rig/rezbench.js';
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
    const command = /measure with: rezbench (.*), then compare again/.exec(said)?.[1] ?? '';
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
  });
});
