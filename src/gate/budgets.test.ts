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
    return readBudgets(join(home, 'b.yaml'), '2026-06-15');
  };
  const waiver = (more: string): string =>
    `rules: [{ metric: psnr_y_db, min: 30 }]\nwaivers:\n  - { case: a-all-64x64, metric: psnr_y_db, floor: 29, expires: 2026-06-15, issue: '#12', owner: Ann${more} }\n`;

  it('is read with its rules numbered as a person counts them', () => {
    expect(read('rules:\n  - metric: psnr_y_db\n    min: 30\n')).to.deep.equal({
      rules: [{ match: {}, metric: 'psnr_y_db', min: 30, number: 1 }],
      waivers: [],
      fleet: [],
    });
  });

  it('takes a change with its unit, as a share or in decibels', () => {
    const changeIn = (metric: string, text: string): unknown => {
      const { rules } = read(`rules: [{ metric: ${metric}, max_regression: ${text} }]`) as ReturnType<
        typeof readBudgets
      >;
      return rules[0]?.max_regression;
    };
    expect(changeIn('latency_median_ms', '3 %')).to.deep.equal({ amount: 0.03, unit: '%' });
    expect(changeIn('package_bytes', '0.5%')).to.deep.equal({ amount: 0.005, unit: '%' });
    expect(changeIn('psnr_y_db', '0.1 dB')).to.deep.equal({ amount: 0.1, unit: 'dB' });
  });

  it('takes a waiver until the end of its last day', () => {
    expect(read(waiver('')))
      .to.have.property('waivers')
      .with.length(1);
  });

  it('lets a later rule narrow an earlier one, at one level or for some phones', () => {
    const rules = [
      '{ metric: latency_median_ms, max: 9 }',
      '{ metric: latency_median_ms, max: 8, level: release }',
      '{ metric: latency_median_ms, max: 7, match: { chip: A16 } }',
      '{ metric: latency_median_ms, max_regression: 3 % }',
    ];
    expect(read(`rules: [${rules.join(', ')}]`))
      .to.have.property('rules')
      .with.length(4);
  });

  it('comes with an example that can be read', () => {
    expect(readBudgets(join(projectRoot, 'budgets/example.yaml')).rules).not.to.be.empty;
  });

  const wrong: Readonly<Record<string, readonly [string, RegExp]>> = {
    'an unknown metric': [
      'rules:\n  - metric: speed\n    max: 1',
      /b\.yaml:2: field rules\.0\.metric: .*"speed".*latency_median_ms/,
    ],
    'a column without figures': ['rules:\n  - metric: variant\n    max: 1', /rules\.0\.metric/],
    'no limit': ['rules:\n  - metric: psnr_y_db', /rules\.0\.max: give max, min or both, or max_regression/],
    'a limit that is NaN': ['rules:\n  - metric: psnr_y_db\n    min: .nan', /b\.yaml:3: field rules\.0\.min/],
    'a change without a unit': [
      'rules:\n  - metric: latency_median_ms\n    max_regression: 3',
      /b\.yaml:3: field rules\.0\.max_regression: is 3; give .*3 % or 0\.1 dB/,
    ],
    'a change of what has no better': [
      'rules:\n  - metric: image_width\n    max_regression: 3 %',
      /b\.yaml:3: .*neither more nor less of image_width is better/,
    ],
    'a change of what the network of LPIPS gives': [
      'rules:\n  - metric: lpips\n    max_regression: 3 %',
      /b\.yaml:3: field rules\.0\.max_regression: results\.csv does not say which network gave lpips, and figures of two networks do not compare; give max$/,
    ],
    'a change of what the network of DISTS gives': [
      'rules:\n  - metric: dists\n    max: 1\n    max_regression: 3 %',
      /b\.yaml:4: field rules\.0\.max_regression: .* which network gave dists/,
    ],
    'a share of decibels': [
      'rules:\n  - metric: psnr_y_db\n    max_regression: 3 %',
      /b\.yaml:3: .*is 3 %, and a change of psnr_y_db is in dB/,
    ],
    'a rule that a later one takes everything from': [
      'rules:\n  - { match: { chip: A16 }, metric: psnr_y_db, min: 1 }\n  - { metric: psnr_y_db, min: 2 }',
      /b\.yaml:2: field rules\.0: rule 1 never decides, since rule 2 matches all that it matches/,
    ],
    'an expired waiver': [
      'rules: [{ metric: psnr_y_db, min: 30 }]\nwaivers:\n  - { case: a, metric: psnr_y_db, floor: 29, expires: 2026-06-14, issue: "#12", owner: Ann }',
      /b\.yaml:3: field waivers\.0\.expires: the waiver expired on 2026-06-14; ask Ann \(#12\)/,
    ],
    'a waiver until no day': [
      'rules: [{ metric: psnr_y_db, min: 30 }]\nwaivers:\n  - { case: a, metric: psnr_y_db, floor: 29, expires: 2027-02-30, issue: "#12", owner: Ann }',
      /b\.yaml:3: field waivers\.0\.expires: is no day of the calendar/,
    ],
    'a waiver that nobody answers for': [
      'rules: [{ metric: psnr_y_db, min: 30 }]\nwaivers:\n  - { case: a, metric: psnr_y_db, floor: 29, expires: 2027-02-28, issue: "#12" }',
      /field waivers\.0\.owner: is missing; write who answers for it/,
    ],
    'a waiver of several cases': [
      'rules: [{ metric: psnr_y_db, min: 30 }]\nwaivers:\n  - { case: "a*", metric: psnr_y_db, floor: 29, expires: 2027-02-28, issue: "#12", owner: Ann }',
      /field waivers\.0\.case: names one thing exactly/,
    ],
    'a waiver without its own limit': [
      'rules: [{ metric: psnr_y_db, min: 30 }]\nwaivers:\n  - { case: a, metric: psnr_y_db, expires: 2027-02-28, issue: "#12", owner: Ann }',
      /field waivers\.0(\.ceiling)?: give either ceiling or floor/,
    ],
    'a waiver of what nothing limits': [
      'rules: [{ metric: psnr_y_db, min: 30 }]\nwaivers:\n  - { case: a, metric: ssim_y, floor: 0.9, expires: 2027-02-28, issue: "#12", owner: Ann }',
      /field waivers\.0\.metric: no rule limits ssim_y/,
    ],
    'an entry of the fleet that is nobody': [
      'rules: [{ metric: psnr_y_db, min: 30 }]\nfleet:\n  - { min_phones: 2 }',
      /b\.yaml:3: field fleet\.0: names no phone/,
    ],
    'phones that are named twice': [
      'rules: [{ metric: psnr_y_db, min: 30 }]\nfleet:\n  - { chip: A16 }\n  - { chip: A16, min_phones: 2 }',
      /b\.yaml:4: field fleet\.1: an earlier entry names the same phones/,
    ],
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
      'rules:\n  - match: { phone: a }\n    metric: psnr_y_db\n    min: 2',
      /b\.yaml:2: field rules\.0\.match\.phone/,
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
