import { differences } from './columns.js';
import { groupedBy, keyOf, oneEach } from './tables.js';
import type { PlannedLaunch, Row, Tables } from './tables.js';

/** What a soaked run is held against. */
export interface Expected {
  /** A run of the same sweep without faults, on one phone or more: virtual phones are alike. */
  readonly clean: Tables;
  /** How many phones the soaked run had. */
  readonly phones: number;
  /** How often the app of a launch was killed, by `udid launch`: so often it may have ended badly. */
  readonly excused: ReadonlyMap<string, number>;
}

const isGivenUp = (excused: Expected['excused'], udid: string, launch: string): boolean =>
  (excused.get(`${udid} ${launch}`) ?? 0) >= tries;

type Rule = (tables: Tables, expected: Expected) => readonly string[];

/** What a killed app comes to. A launch that failed is tried once more, in a fresh process. */
const failures = new Set(['crashed', 'timed_out', 'unreadable', 'refused']);
const tries = 2;

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
      const mayFail = servants(tables, row).some(({ id }) => isGivenUp(excused, device_udid, id));
      if (mayFail && failures.has(status)) return reason === '' ? [`${what}: ${status} without a reason`] : [];
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

/** Each planned launch came to one end on each phone, a good one unless its app was killed as often as it was tried. */
const launches: Rule = (tables, { excused }) => {
  const ended = tables.launches.filter(({ status }) => status !== 'lost');
  const keys = udids(tables).flatMap((udid) => tables.plan.launches.map(({ id }) => `${udid} | ${id}`));
  const groups = groupedBy(ended, ['device_udid', 'launch']);
  // A failure is tried again: then it is no end.
  const ends = [...groups.values()].flatMap((rows) => {
    const orderly = rows.filter(({ status = '' }) => !failures.has(status));
    return orderly.length > 0 ? orderly : rows.slice(-1);
  });
  const ofPlan = ends.filter(({ launch = '' }) => !isOnDemand(launch));
  return [
    ...oneEach('launches.csv', ofPlan, ['device_udid', 'launch'], new Set(keys)),
    ...doubled('launches.csv', ends, ['device_udid', 'launch'], ({ launch = '' }) => isOnDemand(launch)),
    ...doubled('launches.csv', tables.launches, ['device_udid', 'launch', 'attempt'], () => true),
    ...[...groups].flatMap(([key, rows]) => {
      const badly = rows.filter(({ status }) => status !== 'ok');
      const kills = excused.get(key.replace(' | ', ' ')) ?? 0;
      return badly.flatMap(({ status = '', reason = '' }, index) => [
        ...(index < kills ? [] : [`launches.csv: ${key}: ${status} (${reason}), though nobody killed its app`]),
        ...(reason === '' ? [`launches.csv: ${key}: ${status} without a reason`] : []),
      ]);
    }),
    ...[...groupedBy(tables.launches, ['device_udid'])].flatMap(([udid, rows]) => overlaps(udid, rows)),
  ];
};

function doubled(
  table: string,
  rows: readonly Row[],
  columns: readonly string[],
  isMeant: (row: Row) => boolean,
): string[] {
  return [...groupedBy(rows.filter(isMeant), columns)].flatMap(([key, { length }]) =>
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
        launch.variant === variant && launch.computeUnits === compute_units && isGivenUp(excused, udid, launch.id),
    );
  const keys = udids(tables).flatMap((udid) =>
    ofPlan
      .filter(({ id }) => !isGivenUp(excused, udid, id))
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
