import junit from 'junit-report-builder';
import { assertNever } from '../contract/outcome.js';
import { limit, measured, whyText } from './figures.js';
import type { Verdict } from './verdict.js';
import { groupBy } from '../results/group-by.js';

/**
 * The verdict as JUnit XML: a suite for each phone, a test case for each case and metric, and a suite for the phones
 * that the fleet lacks. What is unsure is an error, what is waived is skipped.
 */
export function verdictJunit({ run_id, findings, gaps }: Verdict): string {
  const builder = junit.newBuilder().name(`rezbench gate ${run_id}`);
  for (const [udid, here] of groupBy(findings, ({ device_udid }) => device_udid)) {
    const suite = builder.testSuite().name(`${here[0].device_name} (${udid})`);
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
