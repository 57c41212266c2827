import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { hostChecks, phoneChecks } from '../doctor/finding.js';
import { projectRoot } from '../project.js';
import { checks } from './checks/index.js';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

/** The rows of the tables: what is assumed, and what tests it. */
const rows = read('docs/unproven.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (assumption|-)/.test(line))
  .map((line) => {
    const [assumption = '', , testers = ''] = line.split('|').slice(1, -1);
    const isExercised = !/^ not exercised: ./.test(testers);
    return {
      assumption: assumption.trim(),
      isExercised,
      testers: isExercised ? [...testers.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name) : [],
    };
  });

const names: ReadonlySet<string> = new Set(checks.map(({ name }) => name));
const findings: readonly string[] = [...hostChecks, ...phoneChecks];
const { jobs } = parse(read('.github/workflows/ios.yml')) as { jobs: Record<string, unknown> };

/** Whether it is a check, a finding of doctor, a job of the workflow, or the command that records. */
function isThere(tester: string): boolean {
  const [, kind, name = ''] = /^(doctor|workflow): (.+)$/.exec(tester) ?? [];
  if (kind === 'doctor') return findings.includes(name);
  if (kind === 'workflow') return name in jobs;
  if (tester === 'capture') return existsSync(join(projectRoot, 'src/cli/capture.ts'));
  return names.has(tester);
}

describe('docs/unproven.md', () => {
  it('has many assumptions, each with something that tests it, or the admission that nothing does', () => {
    expect(rows).to.have.length.greaterThan(40);
    expect(rows.filter(({ isExercised, testers }) => isExercised && testers.length === 0)).to.deep.equal([]);
    expect(rows.filter(({ isExercised }) => !isExercised)).to.have.length(3);
  });

  for (const tester of new Set(rows.flatMap((row) => row.testers))) {
    it(`names ${tester}, which exists`, () => {
      expect(isThere(tester)).to.equal(true);
    });
  }

  it('has every check of first light, so that none is without a purpose', () => {
    const named = new Set(rows.flatMap(({ testers }) => testers));
    expect([...names].filter((name) => !named.has(name))).to.deep.equal([]);
  });
});
