import junit from 'junit-report-builder';
import { assertNever } from '../contract/outcome.js';
import { limit, measured } from './figures.js';
import type { Verdict } from './verdict.js';

/** The verdict as JUnit XML: a suite for each phone, a test case for each case and metric. What is unsure is an error. */
export function verdictJunit({ run_id, findings }: Verdict): string {
  const builder = junit.newBuilder().name(`rezbench gate ${run_id}`);
  const devices = [...new Set(findings.map(({ device_udid }) => device_udid))];
  for (const udid of devices) {
    const here = findings.filter(({ device_udid }) => device_udid === udid);
    const suite = builder.testSuite().name(`${here[0]?.device_name ?? ''} (${udid})`);
    for (const finding of here) {
      const test = suite
        .testCase()
        .className(finding.case_id)
        .name(`${finding.metric} ${limit(finding)}`);
      const sentence = [measured(finding), finding.reason].filter((part) => part !== '').join(': ');
      switch (finding.outcome) {
        case 'passed':
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
  return builder.build();
}
