import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { rezbench } from './rig/rezbench.js';
import { writeTables } from '../src/results/write-tables.js';
import { copyOfRun } from './golden/copy-run.js';

describe('gate', function () {
  this.timeout(120_000);
  const folder = copyOfRun();
  writeTables(folder);
  const budgets = join(folder.path, 'budgets.yaml');
  const verdict = join(folder.path, 'verdict.json');

  const gate = (rule: string, ...more: string[]) => {
    writeFileSync(budgets, `rules:\n  - ${rule}\n`);
    return rezbench(['gate', folder.path, '--budgets', budgets, ...more]);
  };

  const small = "match: { variant: 'plain-x2-fp32-*' }, metric: latency_median_ms";

  it('exits 0 when budgets are kept, 1 when broken, 3 when it cannot tell, 4 when a case is missing', async () => {
    const exitCodes = [];
    for (const rule of [
      `{ ${small}, max: 100 }`,
      `{ ${small}, max: 1 }`,
      `{ ${small}, max: 100, min_launches: 5 }`,
      `{ match: { size: 96x64 }, metric: latency_median_ms, max: 100 }`,
    ]) {
      exitCodes.push((await gate(rule, '--allow-virtual')).exitCode);
      expect(JSON.parse(readFileSync(verdict, 'utf8'))).to.include({ exit_code: exitCodes.at(-1), v: 2 });
    }
    expect(exitCodes).to.deep.equal([0, 1, 3, 4]);
  });

  it('leaves no earlier verdict when it refuses, and says why in one sentence', async () => {
    await gate(`{ ${small}, max: 100 }`, '--allow-virtual');
    expect(existsSync(verdict)).to.be.true;
    const refused = await gate(`{ ${small}, max: 100 }`);
    expect(refused)
      .to.include({ exitCode: 2 })
      .and.property('stderr')
      .match(/^rezbench: .*--allow-virtual.*$/);
    expect(existsSync(verdict)).to.be.false;
  });

  it('refuses an unknown metric and names the known ones', async () => {
    const { exitCode, stderr } = await gate('{ metric: fps, max: 1 }');
    expect(exitCode).to.equal(2);
    expect(existsSync(verdict)).to.be.false;
    expect(stderr).to.match(
      /budgets\.yaml:2: field rules\.0\.metric: no metric "fps"; name one of .*latency_median_ms/,
    );
  });

  it('reads the tables and leaves them as they are, and names the command that writes them when they are missing', async () => {
    const results = join(folder.path, 'results.csv');
    const text = readFileSync(results, 'utf8');
    const slower = text.replaceAll(/,ok,/g, ',crashed,');
    writeFileSync(results, slower);
    expect((await gate(`{ ${small}, max: 100 }`, '--allow-virtual')).exitCode).to.equal(4);
    expect(readFileSync(results, 'utf8')).to.equal(slower);
    rmSync(results);
    expect(await gate(`{ ${small}, max: 100 }`, '--allow-virtual'))
      .to.include({ exitCode: 2 })
      .and.property('stderr')
      .match(/^rezbench: .*results\.csv is not there; write it with npx rezbench tables .*$/);
    writeFileSync(results, text);
  });

  it('names what failed last, and what passed only by its number unless all are asked for', async () => {
    const rules = `{ match: { size: 64x64, units: cpuOnly }, metric: latency_median_ms, max: 100, evidence: point }`;
    const brief = await gate(rules, '--allow-virtual');
    expect(brief.exitCode).to.equal(1);
    const lines = brief.stdout.split('\n').filter((line) => line !== '');
    expect(lines.filter((line) => line.startsWith('passed'))).to.be.empty;
    expect(brief.stdout).to.match(/^\d+ passed \(--all lists them\)$/m);
    expect(lines.at(-3)).to.match(/^failed +\S+ .*above 100 by/);
    expect(lines.at(-2)).to.match(/^\d+ passed, \d+ failed$/);
    expect(lines.at(-1)).to.match(/^gate failed: .*verdict\.md$/);
    const whole = await gate(rules, '--allow-virtual', '--all');
    expect(whole.stdout).to.match(/^passed +\S+ /m);
  });

  it('compares with a baseline, and refuses to without one', async () => {
    const rule = `{ ${small}, max_regression: 3 %, evidence: point }`;
    expect(await gate(rule, '--allow-virtual'))
      .to.include({ exitCode: 2 })
      .and.property('stderr')
      .match(
        /^rezbench: .*rule 1 limits the max_regression of latency_median_ms.*--baseline RUN, or pin one with npx rezbench promote RUN\n?$/,
      );
    const same = await gate(rule, '--allow-virtual', '--baseline', folder.path);
    expect(same.exitCode).to.equal(0);
    expect(JSON.parse(readFileSync(verdict, 'utf8'))).to.include({ baseline_run: 'sample' });
  });

  it('prints the verdict as JSON alone when asked', async () => {
    const { stdout } = await gate(`{ ${small}, max: 100 }`, '--allow-virtual', '--json');
    expect(JSON.parse(stdout)).to.deep.equal(JSON.parse(readFileSync(verdict, 'utf8')));
  });
});
