import { judgeFirstLight } from '../first-light/judge-run.js';
import { firstLightSummary } from '../first-light/summary.js';
import { explainGap } from '../quality/gap.js';
import { judgeRun } from '../quality/judge-run.js';
import { readJournal } from '../results/journal.js';
import { readProvenance } from '../results/read-provenance.js';
import { journalFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeTables } from '../results/write-tables.js';
import { remaining } from '../run/remaining.js';
import { readRunState } from '../run/state.js';

/**
 * Judges a run that WebdriverIO's own launcher carried out, writes its tables, and says how to go on. Returns why the run
 * failed where its tests do not show it: a check of first light is judged after them.
 */
export async function finishRun(folder: RunFolder): Promise<string | undefined> {
  const failed: string[] = [];
  for (const gap of await judgeRun(folder)) console.error(`rezbench: ${explainGap(gap)}`);
  writeTables(folder);
  if (readProvenance(folder).suite === 'first-light') {
    for (const { target, report, file } of await judgeFirstLight(folder)) {
      console.log(`${firstLightSummary(target.name, report)}\n\nreport: ${file}\n`);
      failed.push(
        ...report.checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => `${target.name}: ${name}`),
      );
    }
  }
  const owed = owedLaunches(folder);
  if (owed > 0) {
    console.error(
      `rezbench: ${String(owed)} launches are still owed; go on with: rezbench run --resume ${folder.path}`,
    );
  }
  console.log(`results: ${folder.path}`);
  return failed.length === 0 ? undefined : `checks failed: ${failed.join(', ')}`;
}

function owedLaunches(folder: RunFolder): number {
  const plan = readPlan(folder);
  const { phones, startedAt } = readRunState(folder.path);
  return phones.reduce(
    (sum, { target }) =>
      sum + remaining(plan, target, readJournal(journalFile(folder, target.udid)), startedAt).owed.length,
    0,
  );
}
