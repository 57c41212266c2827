/**
 * Runs coremltools' own tests against the host runtime, and fails on a wrong number, an unclear refusal, a crash, or too
 * many refusals. `--judge` is the folder of the judge (run_judge.py and what belongs to it); it is not part of this project.
 *
 *     npx tsx scripts/nightly/judge/judge.ts --judge FOLDER --python PYTHON --out OUT [--scale 0.6] [--seed 7] [--only REGEX]
 *         [--counts docs/supported-ops.json] [--expected-failures]
 *
 * The Python needs requirements.txt of this folder, above scripts/zoo/requirements.txt. With `--counts` the file gets what
 * passed of what was asked, by operation. Files of tests that are done under OUT are not run again. `--expected-failures` also
 * runs what Apple marks as failing, mostly on a GPU or in Core ML itself.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { allTests } from '../../../src/runtime/supported.js';
import { makeJudgedRoot } from './root.js';
import { answersUnder, isGood, judge, leastPassed, readExonerations } from './verdict.js';
import type { Verdict } from './verdict.js';

const { values } = parseArgs({
  options: {
    judge: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    out: { type: 'string' },
    scale: { type: 'string', default: '0.6' },
    seed: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
    counts: { type: 'string' },
    'expected-failures': { type: 'boolean', default: false },
  },
});
if (values.judge === undefined || values.out === undefined) {
  console.error('judge.ts needs --judge FOLDER, which has run_judge.py, and --out FOLDER');
  process.exit(2);
}
const [folder, out] = [resolve(values.judge), resolve(values.out)];
mkdirSync(out, { recursive: true });
const root = mkdtempSync(join(tmpdir(), 'rezbench-judge-'));
process.once('exit', () => {
  rmSync(root, { recursive: true, force: true });
});
makeJudgedRoot(root);

const { scale, seed, only } = values;
const ran = spawnSync(
  values.python,
  [join(folder, 'run_judge.py'), '--root', root, '--out', out, '--scale', scale, '--seed', seed, '--only', only],
  {
    stdio: 'inherit',
    env: { ...process.env, ...(values['expected-failures'] && { JUDGE_RUNXFAIL: '1', PYTEST_ADDOPTS: '--runxfail' }) },
  },
);
// A person looked at each of these failures: the judge's own list, and what this environment adds to it.
const exonerations = [join(folder, 'verdicts.json'), join(import.meta.dirname, 'exonerations.json')];
const verdict = judge(answersUnder(out, exonerations.flatMap(readExonerations)));
print(verdict);
if (values.counts !== undefined) writeCounts(values.counts, verdict);
process.exit(ran.status === 0 && isGood(verdict) ? 0 : 1);

function print({ count, byOutcome, leftOut, failures, refusals }: Verdict): void {
  for (const { test, outcome, message, operations } of failures) {
    console.log(`${outcome}: ${test} (${operations.join(' ')}): ${message.slice(0, 300)}`);
  }
  for (const [reason, tests] of refusals) console.log(`${String(tests).padStart(5)} x unsupported: ${reason}`);
  const share = ((100 * count.passed) / count.asked).toFixed(1);
  console.log(
    `${String(count.passed)} of ${String(count.asked)} passed (${share} %, at least ${String(100 * leastPassed)} %); ` +
      Object.entries(byOutcome)
        .map(([outcome, tests]) => `${String(tests)} ${outcome}`)
        .join(', ') +
      `; ${String(leftOut)} left out by intention`,
  );
}

function writeCounts(file: string, { count, byOperation }: Verdict): void {
  const rows = [[allTests, count] as const, ...byOperation].map(
    ([name, { passed, asked }]) => `  "${name}": [${String(passed)}, ${String(asked)}]`,
  );
  writeFileSync(file, `{\n${rows.join(',\n')}\n}\n`);
}
