import { differences } from './columns.js';
import { groupedBy, keyOf, oneEach } from './tables.js';
import type { PlannedLaunch, Row, Tables } from './tables.js';

/** What a soaked run is held against. */
export interface Expected {
  /** A run of the same sweep without faults, on one phone or more: virtual phones are alike. */
  readonly clean: Tables;
  /** How many phones the soaked run had. */
  readonly phones: number;
  /** Launches, as `udid launch`, whose app was killed: they alone may have ended badly. */
  readonly excused: ReadonlySet<string>;
}

type Rule = (tables: Tables, expected: Expected) => readonly string[];

const endings = new Set(['crashed', 'timed_out', 'error', 'unreadable', 'refused']);

const udids = ({ results }: Tables): string[] => [...new Set(results.map(({ device_udid = '' }) => device_udid))];

const planned: Rule = ({ plan }, { clean }) =>
  plan.hash === clean.plan.hash ? [] : [`plan.json: hash is ${plan.hash}, not ${clean.plan.hash}: another sweep`];

/** The launches of the plan that a case's row derives from. */
function servants({ plan }: Tables, { case_id, variant, compute_units }: Row): PlannedLaunch[] {
  return plan.launches.filter(
    (launch) =>
      launch.case === case_id ||
      (launch.case === undefined && launch.variant === variant && launch.computeUnits === compute_units),
  );
}

/** One row for each case and phone, with the figures of the run without faults. */
const cases: Rule = (tables, { clean, phones, excused }) => {
  const found = udids(tables);
  const keys = found.flatMap((udid) => tables.plan.cases.map(({ id }) => `${udid} | ${id}`));
  const cleanRows = new Map(clean.results.map((row) => [row['case_id'], row]));
  return [
    ...(found.length === phones ? [] : [`results.csv: rows of ${String(found.length)} phones, not ${String(phones)}`]),
    ...oneEach('results.csv', tables.results, ['device_udid', 'case_id'], new Set(keys)),
    ...tables.results.flatMap((row) => {
      const { case_id = '', device_udid = '', status = '', reason = '' } = row;
      const what = `results.csv: ${device_udid} ${case_id}`;
      const cleanRow = cleanRows.get(case_id);
      if (cleanRow === undefined) return [];
      const mayFail = servants(tables, row).some(({ id }) => excused.has(`${device_udid} ${id}`));
      if (mayFail && endings.has(status)) return reason === '' ? [`${what}: ${status} without a reason`] : [];
      return differences(what, row, cleanRow);
    }),
    // Held against the plan, not against the other run, which may lack the same.
    ...tables.results.flatMap(({ case_id = '', device_udid = '', status, psnr_y_db, ssim_y, fidelity_db }) =>
      status === 'ok' && tables.plan.testset !== undefined && [psnr_y_db, ssim_y, fidelity_db].includes('')
        ? [`results.csv: ${device_udid} ${case_id}: ok without quality`]
        : [],
    ),
  ];
};

const isOnDemand = (launch: string): boolean => /^(anchor|purge|prime)-.*\d+$/.test(launch);

/** Each planned launch ended once on each phone, ok unless its app was killed, and no two attempts at once. */
const launches: Rule = (tables, { excused }) => {
  const ended = tables.launches.filter(({ status }) => status !== 'lost');
  const ofPlan = ended.filter(({ launch = '' }) => !isOnDemand(launch));
  const keys = udids(tables).flatMap((udid) => tables.plan.launches.map(({ id }) => `${udid} | ${id}`));
  const onDemand = ended.filter(({ launch = '' }) => isOnDemand(launch));
  return [
    ...oneEach('launches.csv', ofPlan, ['device_udid', 'launch'], new Set(keys)),
    ...doubled('launches.csv', onDemand, ['device_udid', 'launch']),
    ...doubled('launches.csv', tables.launches, ['device_udid', 'launch', 'attempt']),
    ...ended.flatMap(({ device_udid = '', launch = '', status = '', reason = '' }) => {
      if (status === 'ok') return [];
      const what = `launches.csv: ${device_udid} ${launch}: ${status}`;
      if (!excused.has(`${device_udid} ${launch}`)) return [`${what} (${reason}), though nobody killed its app`];
      return reason === '' ? [`${what} without a reason`] : [];
    }),
    ...[...groupedBy(tables.launches, ['device_udid'])].flatMap(([udid, rows]) => overlaps(udid, rows)),
  ];
};

function doubled(table: string, rows: readonly Row[], columns: readonly string[]): string[] {
  return [...groupedBy(rows, columns)].flatMap(([key, { length }]) =>
    length > 1 ? [`${table}: ${String(length)} rows of ${key}`] : [],
  );
}

/** A phone carries out one launch at a time, whoever asks for it. */
function overlaps(udid: string, rows: readonly Row[]): string[] {
  const inTime = rows.toSorted((one, other) => ((one['started_at'] ?? '') < (other['started_at'] ?? '') ? -1 : 1));
  return inTime.flatMap((row, index) => {
    const before = inTime[index - 1];
    if (before === undefined || (before['finished_at'] ?? '') <= (row['started_at'] ?? '')) return [];
    return [`launches.csv: ${udid} ${row['launch'] ?? ''} began before ${before['launch'] ?? ''} had ended`];
  });
}

/** A launch that ended well has every sample that the plan asks for, once. What one that ended badly got so far stays. */
const samples: Rule = (tables) => {
  const ofPlan = new Map([...tables.plan.launches, ...tables.plan.anchors].map((one) => [one.id, one]));
  const byLaunch = groupedBy(tables.samples, ['device_udid', 'launch']);
  const ended = tables.launches.filter(({ status }) => status !== 'lost');
  const known = new Set(ended.map((row) => keyOf(row, ['device_udid', 'launch'])));
  return [
    ...ended.flatMap((row) => {
      const { status, launch = '' } = row;
      const planned = ofPlan.get(launch) ?? ofPlan.get(launch.replace(/-\d+$/, ''));
      const key = keyOf(row, ['device_udid', 'launch']);
      return planned && status === 'ok' ? samplesOf(key, planned, byLaunch.get(key) ?? []) : [];
    }),
    ...[...byLaunch.keys()]
      .filter((key) => !known.has(key))
      .map((key) => `samples.csv: ${key} is no launch that ended`),
    ...tables.samples
      .filter(({ latency_ns = '' }) => !/^[1-9]\d*$/.test(latency_ns))
      .map((row) => `samples.csv: ${keyOf(row, ['device_udid', 'launch'])} took ${row['latency_ns'] ?? ''} ns`),
  ];
};

function samplesOf(key: string, { job: { steps } }: PlannedLaunch, rows: readonly Row[]): string[] {
  const wanted = new Map<string, { readonly count: number; readonly orMore: boolean }>();
  for (const { do: name, count = 0, scope, minNs = 0 } of steps) {
    const phase = name === 'warmup' ? name : name === 'measure' ? scope : undefined;
    if (phase !== undefined) wanted.set(phase, { count, orMore: minNs > 0 });
  }
  const byPhase = groupedBy(rows, ['phase']);
  return [...new Set([...wanted.keys(), ...byPhase.keys()])].flatMap((phase) => {
    const { count, orMore } = wanted.get(phase) ?? { count: 0, orMore: false };
    const found = (byPhase.get(phase) ?? [])
      .map(({ iteration }) => Number(iteration))
      .sort((one, other) => one - other);
    const isWhole = found.every((iteration, index) => iteration === index);
    if (isWhole && (orMore ? found.length >= count : found.length === count)) return [];
    return [`samples.csv: ${key}: ${phase} has iterations ${found.join(' ') || 'none'}, not ${String(count)} from 0`];
  });
}

/** Each image of the test set once for each pair and phone, the same pixels with the same figures. */
const quality: Rule = (tables, { clean, excused }) => {
  const columns = ['variant', 'compute_units', 'image'];
  const cleanRows = new Map(clean.quality.map((row) => [keyOf(row, columns), row]));
  const ofPlan = tables.plan.launches.filter(({ kind }) => kind === 'quality');
  const isExcused = (udid: string, { variant, compute_units }: Row): boolean =>
    ofPlan.some(
      (launch) =>
        launch.variant === variant && launch.computeUnits === compute_units && excused.has(`${udid} ${launch.id}`),
    );
  const keys = udids(tables).flatMap((udid) =>
    ofPlan
      .filter(({ id }) => !excused.has(`${udid} ${id}`))
      .flatMap(({ variant, computeUnits, job }) =>
        Object.keys(job.images).map((image) => `${udid} | ${variant} | ${computeUnits} | ${image}`),
      ),
  );
  const owed = tables.quality.filter((row) => !isExcused(row['device_udid'] ?? '', row));
  return [
    ...oneEach('quality.csv', owed, ['device_udid', ...columns], new Set(keys)),
    ...tables.quality.flatMap((row) => {
      const cleanRow = cleanRows.get(keyOf(row, columns));
      const what = `quality.csv: ${keyOf(row, ['device_udid', ...columns])}`;
      return cleanRow ? differences(what, row, cleanRow) : [];
    }),
  ];
};

/** Everything that a soaked run's tables lack or have wrong, a sentence each. */
export const check = (tables: Tables, expected: Expected): string[] =>
  [planned, cases, launches, samples, quality].flatMap((rule) => rule(tables, expected));
