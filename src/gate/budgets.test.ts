import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { Problem } from '../problem.js';
import { projectRoot } from '../project.js';
import { readBudgets } from './budgets.js';

describe('a budgets file', () => {
  let home = '';
  beforeEach(() => {
    home = temporaryFolder().path;
  });

  const read = (text: string): unknown => {
    writeFileSync(join(home, 'b.yaml'), text);
    return readBudgets(join(home, 'b.yaml'));
  };

  it('is read with its rules numbered as a person counts them', () => {
    expect(read('rules:\n  - metric: psnr_y_db\n    min: 30\n')).to.deep.equal([
      { match: {}, metric: 'psnr_y_db', min: 30, number: 1 },
    ]);
  });

  it('comes with an example that can be read', () => {
    expect(readBudgets(join(projectRoot, 'budgets/example.yaml'))).not.to.be.empty;
  });

  const wrong: Readonly<Record<string, readonly [string, RegExp]>> = {
    'an unknown metric': [
      'rules:\n  - metric: speed\n    max: 1',
      /b\.yaml:2: field rules\.0\.metric: .*"speed".*latency_median_ms/,
    ],
    'a column without figures': ['rules:\n  - metric: variant\n    max: 1', /rules\.0\.metric/],
    'no limit': ['rules:\n  - metric: psnr_y_db', /rules\.0\.max: give max, min or both/],
    'limits that exclude each other': [
      'rules:\n  - metric: psnr_y_db\n    max: 1\n    min: 2',
      /b\.yaml:4: field rules\.0\.min/,
    ],
    'a bound of a metric without interval': [
      'rules:\n  - metric: psnr_y_db\n    min: 2\n    evidence: lower_bound',
      /b\.yaml:4: field rules\.0\.evidence: psnr_y_db has no interval/,
    ],
    'an unknown field': ['rules:\n  - metric: psnr_y_db\n    mim: 2', /b\.yaml:3: field rules\.0\.mim/],
    'a match by something unknown': [
      'rules:\n  - match: { model: a }\n    metric: psnr_y_db\n    min: 2',
      /b\.yaml:2: field rules\.0\.match\.model/,
    ],
    'a match by a word where yes or no is asked': [
      'rules:\n  - match: { paced: often }\n    metric: psnr_y_db\n    min: 2',
      /b\.yaml:2: field rules\.0\.match\.paced/,
    ],
    'a limit that is not a number': ['rules:\n  - metric: psnr_y_db\n    min: good', /b\.yaml:3: field rules\.0\.min/],
    'no rules': ['rules: []', /field rules/],
    nothing: ['', /whole file/],
    'broken YAML': ['rules: [', /b\.yaml:1: .*fix the YAML/],
  };
  for (const [what, [text, message]] of Object.entries(wrong)) {
    it(`is refused for ${what}, by line and field`, () => {
      expect(() => read(text)).to.throw(Problem, message);
    });
  }

  it('is refused when it is not there', () => {
    expect(() => readBudgets(join(home, 'none.yaml'))).to.throw(Problem, /cannot be read/);
  });
});
