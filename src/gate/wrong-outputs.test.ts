import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { copyOfRun } from '../../test/golden/copy-run.js';
import { measuredRow, verdictOn } from '../../test/verdict-on.js';
import type { CaseRow } from '../results/tables/results.js';
import { gateRun } from './gate-run.js';
import type { Verdict } from './verdict.js';

describe('a budget of wrong outputs', () => {
  const outcome = (cells: Partial<CaseRow>): Verdict['outcome'] =>
    verdictOn([measuredRow(cells)], [{ metric: 'wrong_outputs', max: 0 }]).outcome;

  it('fails a case with a single one, and is missing where none was looked for', () => {
    expect(outcome({ wrong_outputs: 0 })).to.equal('passed');
    expect(outcome({ wrong_outputs: 1 })).to.equal('failed');
    expect(outcome({ wrong_outputs: undefined })).to.equal('missing');
  });

  it('is missing in tables of version 3, whose other figures are judged', () => {
    const folder = copyOfRun('tables-v3');
    const file = join(folder.path, 'budgets.yaml');
    const onTables = (metric: string): Verdict['outcome'] => {
      writeFileSync(
        file,
        `rules: [{ match: { variant: '*fp32*', units: all }, metric: ${metric}, max: 1e9, evidence: point }]`,
      );
      return gateRun(folder, { file, level: 'nightly', allowVirtual: true }).verdict.outcome;
    };
    expect(onTables('latency_median_ms')).to.equal('passed');
    expect(onTables('wrong_outputs')).to.equal('missing');
  });
});
