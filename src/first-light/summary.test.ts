import { expect } from 'chai';
import { describe, it } from 'mocha';
import { checks } from './checks/index.js';
import type { FirstLightReport, ReportedCheck } from './report.js';
import { reportVersion } from './report.js';
import { firstLightSummary } from './summary.js';

const report = (of: readonly ReportedCheck[]): FirstLightReport => ({
  format: 'rezbench first light',
  format_version: reportVersion,
  run_id: 'r',
  started_at: '2026-11-25T10:00:00.000Z',
  rezbench: { version: '1.0.0' },
  host: { node: '22', platform: 'linux' },
  driver: { appium: '3', xcuitest_driver: '12', webdriveragent: '16', webdriverio: '9', webdriveragent_by: 'url' },
  phone: { kind: 'physical', model: 'iPhone15,2', ios_version: '17.5' },
  app: { bundle_id: 'b', build: '1' },
  checks: [...of],
});

const ms = Array.from({ length: 17 }, (_, index) => 1000.125 + index);
const reason =
  'a launch ended otherwise than it should have, which the run then takes for what it is not, as often as it happens';

/** Every check with more figures than a line holds, passed and failed. */
const long = checks.flatMap(({ name, claim }): ReportedCheck[] => [
  {
    name,
    claim,
    outcome: 'passed',
    figures: { late_at_least_ms: ms, late_at_most_ms: ms, kept: true, kinds: ['a', 'b', 'c', 'd'] },
  },
  { name, claim, outcome: 'failed', reason, remedy: `Do this. ${reason}`, figures: {} },
]);

describe("first light's summary", () => {
  it('has no line of more than 100 columns, whatever the checks say', () => {
    const lines = firstLightSummary('lab-1', report(long)).split('\n');
    expect(lines.filter((line) => line.length > 100)).to.deep.equal([]);
    for (const { name } of checks) {
      expect(
        lines.filter((line) => line.startsWith(`${name} `)),
        name,
      ).to.have.length(2);
      expect(
        lines.filter((line) => line.startsWith(`${name}: rezbench expects`)),
        name,
      ).to.have.length(1);
    }
  });

  it('shows few figures, and of many the lowest and the highest; words are all there', () => {
    const [first] = checks;
    const shown = firstLightSummary(
      'lab-1',
      report([
        {
          name: first?.name ?? '',
          claim: '',
          outcome: 'passed',
          figures: { many_ms: ms, three: [1, 2, 3], kinds: ['a', 'b', 'c', 'd'] },
        },
      ]),
    );
    expect(shown).to.contain('many_ms 1000.125 to 1016.125, three 1 2 3, kinds a b c d');
  });
});
