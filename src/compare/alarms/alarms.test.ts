import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { caseByHand, nightByHand } from '../../../test/compared-night.js';
import type { CaseByHand } from '../../../test/compared-night.js';
import { problemOf } from '../../../test/rig/problem.js';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { sampleProvenance } from '../../../test/sample-provenance.js';
import type { CaseRow } from '../../results/tables/results.js';
import type { Bases } from '../bases.js';
import { compareRuns } from '../compare-runs.js';
import type { ComparisonWithAlarms } from '../comparison.js';
import { nothingConfirmed } from '../confirmed.js';
import type { Night } from '../night.js';
import { alarmLines } from './alarm-text.js';
import { withAlarms } from './alarms-beside.js';
import { alarmNamed, alarmsIn, caseOfAlarm } from './alarms-file.js';

const phones = ['ann', 'bob', 'cy'];
const dayMs = 86_400_000;
const tenTimes = Array.from({ length: 10 }, (_, index) => 5 + index / 1000);
const peaks = (bytes: number): number[] => Array.from({ length: 10 }, () => bytes);

/** Three cases of two variants on each of three phones; memory is what alarms here, since it needs no confirmation. */
function casesOf(change: (row: CaseRow) => number | undefined): CaseByHand[] {
  return phones.flatMap((phone) =>
    ['net', 'swinir'].flatMap((variant) =>
      (['cpuOnly', 'cpuAndGPU', 'all'] as const).flatMap((units) => {
        const one = caseByHand(1, tenTimes, {
          device_udid: phone,
          device_name: phone,
          variant,
          compute_units: units,
          case_id: `${variant}-${units}-64x64`,
        });
        const factor = change(one.row);
        return factor === undefined ? [] : [{ ...one, peaksBytes: peaks(1e8 * factor) }];
      }),
    ),
  );
}

describe('the alarms of a comparison', () => {
  let root: string;
  beforeEach(() => {
    root = temporaryFolder().path;
  });

  function night(id: string, day: number, change: (row: CaseRow) => number | undefined = () => 1): Night {
    const path = join(root, id);
    mkdirSync(path, { recursive: true });
    const started_at = new Date(Date.UTC(2026, 0, 1) + day * dayMs).toISOString();
    writeFileSync(join(path, 'run.json'), JSON.stringify({ ...sampleProvenance, run_id: id, started_at }));
    writeFileSync(join(path, 'plan.json'), '{}');
    return { ...nightByHand(id, casesOf(change)), folder: { path, id } };
  }
  const basesOf = (nights: readonly Night[]): Bases => ({
    named: ['base'],
    phones: [...new Set([...(nights.at(-1)?.rows.values() ?? [])].map(({ device_udid }) => device_udid))],
    of: (udid) => nights.filter(({ rows }) => [...rows.values()].some(({ device_udid }) => device_udid === udid)),
  });
  function compare(tonight: Night, nights = [night('base', 0)]): ComparisonWithAlarms {
    const bases = basesOf(nights);
    const compared = compareRuns(bases, tonight, { isStrict: false, confirmed: nothingConfirmed });
    const found = withAlarms(compared, bases, tonight);
    writeFileSync(join(tonight.folder.path, 'compare.json'), JSON.stringify(found));
    return found;
  }
  const told = ({ alarms }: ComparisonWithAlarms) => alarms.map(({ state, text }) => `${state}: ${text}`);

  it('name a group once, and leave out what it explains', () => {
    const found = compare(
      night('tonight', 1, ({ variant, compute_units: units, device_udid }) =>
        variant === 'net' ? 1.2 : device_udid === 'cy' && units === 'all' ? 1.1 : 1,
      ),
    );
    expect(told(found)).to.deep.equal([
      'regressed: memory of every case of net on all phones',
      'regressed: memory of swinir, all, 64x64, on cy',
    ]);
    expect(found.explained).to.have.length(9);
    expect(new Set(found.explained.map(({ explained_by }) => explained_by))).to.deep.equal(
      new Set([found.alarms[0]?.id]),
    );
    expect(alarmLines(found).at(-2)).to.match(
      /^regressed [0-9a-f]{8}: memory of every case of net on all phones \(9 of 9 cases\), 20 % more$/,
    );
  });

  it('have the same ids in the next night', () => {
    const slow = ({ variant }: CaseRow) => (variant === 'net' ? 1.2 : 1);
    const [one, other] = [compare(night('tonight', 1, slow)), compare(night('next', 2, slow))];
    const ids = ({ alarms, explained }: ComparisonWithAlarms) => [...alarms, ...explained].map(({ id }) => id);
    expect(ids(one)).to.deep.equal(ids(other));
    expect(new Set(ids(one)).size).to.equal(ids(one).length);
    expect(other.gone).to.deep.equal([]);
  });

  it('tell of one that went away, with the effect then and now', () => {
    const [before] = compare(night('last', 1, ({ variant }) => (variant === 'net' ? 1.2 : 1))).alarms;
    const { gone, alarms } = compare(night('tonight', 2, () => 1.001));
    expect(alarms).to.deep.equal([]);
    expect(gone).to.deep.equal([
      {
        id: before?.id,
        metric: 'memory',
        text: 'memory of every case of net on all phones',
        state: 'regressed',
        run: 'last',
        before: '20 % more',
        now: '0.1 % more',
      },
    ]);
  });

  it('do not go away with a part of their cases, nor where none was measured', () => {
    compare(night('last', 1, ({ variant }) => (variant === 'net' ? 1.2 : 1)));
    const part = ({ variant, device_udid }: CaseRow) => (variant === 'net' && device_udid === 'ann' ? 1.2 : 1);
    expect(compare(night('tonight', 2, part)).gone).to.deep.equal([]);
    compare(night('again', 3, ({ variant }) => (variant === 'net' ? 1.2 : 1)));
    expect(compare(night('none', 4, ({ variant }) => (variant === 'net' ? undefined : 1))).gone).to.deep.equal([]);
  });

  it('tell of a phone, a variant and a case that went silent', () => {
    const silent = (isSilent: (row: CaseRow) => boolean) =>
      compare(night('tonight', 1, (row) => (isSilent(row) ? undefined : 1)));
    expect(told(silent(({ device_udid }) => device_udid === 'bob'))[0]).to.equal(
      'silent: every case on bob: nothing was heard of it, and the base has it',
    );
    expect(told(silent(({ variant }) => variant === 'net'))[0]).to.equal(
      'silent: every case of net on all phones: nothing was heard of it, and the base has it',
    );
    const one = silent(({ case_id, device_udid }) => case_id === 'net-all-64x64' && device_udid === 'ann');
    expect(told(one)).to.deep.equal(['silent: net, all, 64x64, on ann: nothing was heard of it, and the base has it']);
  });

  it('tell of a phone that the latest night of the base lacked already, and make the outcome missing', () => {
    const without = (row: CaseRow) => (row.device_udid === 'bob' ? undefined : 1);
    const nights = [night('n1', 0), night('n2', 1, without)];
    const found = compare(night('tonight', 2, without), nights);
    expect(told(found)).to.deep.equal(['silent: bob was last heard in n1, and in no night since']);
    expect([found.outcome, found.exit_code]).to.deep.equal(['missing', 4]);
    const back = compare(night('later', 3), nights);
    expect(back.gone.map(({ text }) => text)).to.deep.equal(['bob was last heard in n1, and in no night since']);
  });

  it('tell of nights that were not run, by the longest pause there was', () => {
    const nights = [night('n1', 0), night('n2', 1), night('n3', 4)];
    expect(told(compare(night('soon', 8), nights))).to.deep.equal([]);
    const late = compare(night('late', 9), nights);
    expect(told(late)).to.deep.equal([
      'silent: no night was run since 2026-01-05, 5 days before this one, where at most 3 lay between earlier ones',
    ]);
    expect(late.exit_code).to.equal(4);
    expect(told(compare(night('two', 60), nights.slice(1)))).to.deep.equal([]);
  });

  describe('are found in compare.json', () => {
    it('by the beginning of an id', () => {
      const { alarms, explained } = compare(night('tonight', 1, ({ variant }) => (variant === 'net' ? 1.2 : 1)));
      const run = join(root, 'tonight');
      expect(alarmNamed(run, alarms[0]?.id.slice(0, 5) ?? '').text).to.equal(alarms[0]?.text);
      expect(alarmNamed(run, explained[3]?.id ?? '').cases).to.have.length(1);
    });

    it('or a sentence says which there are', async () => {
      compare(night('tonight', 1, ({ variant }) => (variant === 'net' ? 1.2 : 1)));
      const run = join(root, 'tonight');
      const none = await problemOf(() => alarmNamed(run, 'zzz'));
      expect(none.exitCode).to.equal(4);
      expect(none.message).to.match(
        /compare.json has no alarm zzz; name one of its alarms \(there are: [0-9a-f]{8} \(memory of every case of net/,
      );
      const { message } = await problemOf(() => caseOfAlarm(run, compareId(run)));
      expect(message).to.match(/is not about the latency of a case/);
      writeFileSync(join(run, 'compare.json'), '{"candidate_run":');
      expect((await problemOf(() => alarmNamed(run, 'a'))).message).to.match(
        /compare.json is not there or is damaged; write it with npx rezbench compare BASE/,
      );
    });
    const compareId = (run: string): string => alarmsIn({ path: run, id: 'tonight' })?.alarms[0]?.id ?? '';
  });
});
