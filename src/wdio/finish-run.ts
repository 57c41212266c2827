import { judgeFirstLight } from '../first-light/judge-run.js';
import { firstLightSummary } from '../first-light/summary.js';
import { readProvenance } from '../results/read-provenance.js';
import type { RunFolder } from '../results/run-folder.js';
import { concludeRun } from '../run/conclude.js';
import { runProblem } from '../run/stopped.js';

/**
 * Judges a run that WebdriverIO's own launcher carried out, and writes its tables. Returns why the run failed where its
 * tests do not show it, a line each: WebdriverIO would only log an error.
 */
export async function finishRun(folder: RunFolder): Promise<readonly string[]> {
  try {
    const { shortcomings } = await concludeRun(folder);
    const failures = readProvenance(folder).suite === 'first-light' ? await reportFirstLight(folder) : [];
    console.log(`results: ${folder.path}`);
    return [...shortcomings, ...failures];
  } catch (error) {
    return [runProblem(folder, error).message];
  }
}

/** Prints each phone's report. Returns the checks that failed. */
async function reportFirstLight(folder: RunFolder): Promise<string[]> {
  const failures: string[] = [];
  for (const { target, report, file } of await judgeFirstLight(folder)) {
    console.log(`${firstLightSummary(target.name, report)}\n\nreport: ${file}\n`);
    for (const { name, outcome } of report.checks) {
      if (outcome === 'failed') failures.push(`${target.name}: the check ${name} failed`);
    }
  }
  return failures;
}
