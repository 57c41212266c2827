import junit from 'junit-report-builder';
import { assertNever } from '../contract/outcome.js';
import type { Finding } from './finding.js';
import { limit, measured, whyText } from './figures.js';
import type { Verdict } from './verdict.js';

/**
 * The verdict as JUnit XML: a suite for each phone, a test case for each case and metric, and a suite for the phones
 * that the fleet lacks. What is unsure is an error, what is waived is skipped.
 */
export function verdictJunit({ run_id, findings, gaps }: Verdict): string {
  const builder = junit.newBuilder().name(`rezbench gate ${run_id}`);
  for (const [udid, here] of byPhone(findings)) {
    const suite = builder.testSuite().name(`${here[0]?.device_name ?? ''} (${udid})`);
    for (const finding of here) {
      const test = suite
        .testCase()
        .className(finding.case_id)
        .name(`${finding.metric} ${limit(finding)}`);
      const sentence = [measured(finding), whyText(finding)].filter((part) => part !== '').join(': ');
      switch (finding.outcome) {
        case 'passed':
          break;
        case 'waived':
          test.skipped().standardOutput(sentence);
          break;
        case 'failed':
          test.failure(sentence, 'failed');
          break;
        case 'missing':
        case 'inconclusive':
          test.error(sentence, finding.outcome);
          break;
        default:
          assertNever(finding.outcome);
      }
    }
  }
  if (gaps.length > 0) {
    const suite = builder.testSuite().name('fleet');
    for (const { phones, reason } of gaps) {
      suite.testCase().className('fleet').name(phones).error(reason, 'missing');
    }
  }
  return builder.build();
}

function byPhone(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const finding of findings) {
    const own = found.get(finding.device_udid);
    if (own === undefined) found.set(finding.device_udid, [finding]);
    else own.push(finding);
  }
  return found;
}
