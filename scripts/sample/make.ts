import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Plan } from '../../src/plan/plan.js';
import { projectRoot } from '../../src/project.js';

/* Makes results/sample: the sweep of the demo on a virtual iPhone, with one photograph as its test set so that it stays
   small, then its verdict and its report. `npx tsx scripts/sample/make.ts` takes as long as `npm start`. */
const photograph = 'chelsea.png';
const sample = join(projectRoot, 'results/sample');
const work = mkdtempSync(join(tmpdir(), 'sample-'));

/** Exit code 1 of the gate is a verdict too. */
const rezbench = (...words: readonly string[]) =>
  execa(process.execPath, [join(projectRoot, 'scripts/rezbench.mjs'), ...words], {
    cwd: work,
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: words[0] !== 'gate',
  });

try {
  mkdirSync(join(work, 'photos'));
  cpSync(join(projectRoot, 'images', photograph), join(work, 'photos', photograph));
  const demo = readFileSync(join(projectRoot, 'sweeps/demo.yaml'), 'utf8');
  const sweep = demo.replace('name: demo', 'name: sample').replace('testset: ../images', 'testset: photos');
  writeFileSync(join(work, 'sample.yaml'), sweep);
  await rezbench('run', 'sample.yaml', '--virtual', '1');
  const [made = ''] = readdirSync(join(work, 'results')).filter((name) => name.endsWith('-sample'));
  const run = 'results/sample';
  renameSync(join(work, 'results', made), join(work, run));
  await rezbench('gate', run, '--budgets', join(projectRoot, 'budgets/example.yaml'), '--allow-virtual');
  await rezbench('report', run);

  rmSync(sample, { recursive: true, force: true });
  mkdirSync(join(sample, 'report'), { recursive: true });
  for (const file of [
    ...tablesOf(join(work, run)),
    'datapackage.json',
    'run.json',
    'verdict.md',
    'report/index.html',
  ]) {
    // Where it was made is nobody's concern.
    const text = readFileSync(join(work, run, file), 'utf8')
      .replaceAll(`${work}/`, '')
      .replaceAll(`${projectRoot}/`, '');
    writeFileSync(join(sample, file), text);
  }
  writeFileSync(join(sample, 'plan.json'), casesOf(join(work, run, 'plan.json')));
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** What was planned, without the launches, whose files are not here. */
function casesOf(file: string): string {
  const { v, name, seed, hash, variants, cases, testset } = JSON.parse(readFileSync(file, 'utf8')) as Plan;
  return `${JSON.stringify({ v, name, seed, hash, variants, cases, testset }, null, 2)}\n`;
}

function tablesOf(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.csv'));
}
