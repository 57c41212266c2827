import type { CaseRow } from '../results/tables/results.js';
import type { Metric } from './finding.js';
import type { Night } from './night.js';

/** Why two rows of the same case do not compare, and in what. */
export interface Difference {
  /** One clause for a person, without a full stop. */
  readonly reason: string;
  readonly metrics: readonly Metric[];
}

const figures = ['latency', 'memory', 'quality'] as const satisfies readonly Metric[];
const onPhone = ['latency', 'memory'] as const satisfies readonly Metric[];

/** A row and the run that it is of. */
export interface Seen {
  readonly night: Night;
  readonly row: CaseRow;
}

/** What is not the same about a case in two runs. A fact that either side does not know is no difference. */
export function differencesBetween(base: Seen, candidate: Seen): Difference[] {
  const differs = (
    what: string,
    of: (seen: Seen) => string | undefined,
    metrics: readonly Metric[],
    remedy = '',
  ): Difference[] => {
    const [before, now] = [of(base), of(candidate)];
    if (before === undefined || now === undefined || before === now) return [];
    return [{ reason: `${what} differs: ${before} before, ${now} now${remedy}`, metrics }];
  };
  const changes = (what: string, of: (seen: Seen) => string | undefined, metrics: readonly Metric[]): Difference[] => {
    const [before, now] = [of(base), of(candidate)];
    return before === undefined || now === undefined || before === now ? [] : [{ reason: `${what} differs`, metrics }];
  };
  const newEpoch = '; that begins a new epoch, so promote a run of it';
  return [
    ...differs('the model of the phone', ({ row }) => row.device_model, figures),
    ...differs('the kind of the device', ({ row }) => row.device_kind, figures),
    ...differs('where latencies come from', ({ row }) => row.latency_source, figures),
    ...differs('iOS', ({ row }) => systemOf(row), figures, newEpoch),
    ...differs('the build of the app', ({ row }) => row.app_build, onPhone, newEpoch),
    ...changes('the picture or its tiling', ({ night, row }) => night.inputOf(row), onPhone),
    ...changes('the test set', ({ night, row }) => night.testsetOf(row), ['quality']),
  ];
}

const systemOf = ({ os_version, os_build }: CaseRow): string | undefined =>
  os_build === undefined ? os_version : `${os_version ?? 'iOS'} (${os_build})`;

/** Why a row's latency is that of a phone that held back; undefined where nothing says so. */
export function throttling(row: CaseRow): string | undefined {
  const { throttled, warnings = '' } = row;
  if (throttled === undefined) return throttlingByWitnesses(row);
  if (!throttled) return undefined;
  const told = warnings.split('; ').filter((warning) => tellsOfThrottling.test(warning));
  return told.join('; ') || 'its table says so';
}

/** The warnings that say why the column `throttled` is true (../results/case-warnings.ts). */
const tellsOfThrottling =
  /^(thermal state reached (serious|critical)|the phone was in Low Power|the sentinel was|the anchor on)/;

/** From here on a sentinel that runs after the predictions tells of a phone that slowed down. */
const slowedDown = 1.1;

/** The same of tables that are older than the column; what an anchor tells is not in a row. */
function throttlingByWitnesses(row: CaseRow): string | undefined {
  const { thermal_worst, low_power_mode, sentinel_before_ms: before, sentinel_after_ms: after } = row;
  if (thermal_worst === 'serious' || thermal_worst === 'critical') return `thermal state reached ${thermal_worst}`;
  if (low_power_mode === true) return 'the phone was in Low Power Mode';
  if (before === undefined || after === undefined || after < before * slowedDown) return undefined;
  return `the sentinel was ${String(Math.round((after / before - 1) * 100))} % slower after the predictions`;
}
