import { deviceName } from '../../results/device.js';
import type { CaseRow } from '../../results/tables/results.js';
import { modelOf } from '../../contract/phone-models.js';
import { benchmarkOf } from '../published/benchmark-of.js';
import { publishedNetworks } from '../published/networks.js';
import type { BenchmarkName, PublishedNetwork } from '../published/networks.js';
import { groupBy } from '../../results/group-by.js';
import { drawable } from '../html.js';
import { caseColumns, distinct } from '../draw/report-data.js';
import type {
  Change,
  Distribution,
  FramesOverTime,
  InstallLoad,
  ReportCase,
  ReportData,
  ReportPhone,
  Shipped,
} from '../draw/report-data.js';
import { historyOf } from './history-of.js';
import { judgementsOf } from './judgements-of.js';
import { paceText } from '../../results/pace-text.js';
import { costMetrics, qualityMetrics } from './metrics.js';
import type { NightSeries } from './night-series.js';
import type { ReadRun } from './read-runs.js';
import { phonePlaces } from './phone-places.js';
import { thermalOf } from './thermal-of.js';

/** What the page knows, of all runs together. */
export function reportDataOf(runs: readonly ReadRun[], series: readonly NightSeries[] = []): ReportData {
  const phones: ReportPhone[] = [];
  const placesOf = groupBy(phonePlaces(runs), ({ udid }) => udid);
  const cases: ReportCase[] = [];
  const installLoads: InstallLoad[] = [];
  const distributions: Distribution[] = [];
  const frames: FramesOverTime[] = [];
  const changes: Change[] = [];
  const [thermal, anchors]: [ReportData['thermal'][number][], ReportData['anchors'][number][]] = [[], []];
  for (const run of runs) {
    const offset = phones.length;
    const rowsOf = groupBy(run.rows, (_, index) => run.udids[index] ?? '');
    const launchesOf = groupBy(run.launches, ({ device_udid }) => device_udid);
    const benchmark = benchmarkOfRun(run);
    for (const [udid, rows] of rowsOf) {
      phones.push({ ...phoneOf(run, udid, rows, runs.length > 1), ...(benchmark !== undefined && { benchmark }) });
    }
    const indices = new Map([...rowsOf.keys()].map((udid, index) => [udid, offset + index]));
    const at = (udid: string): number | undefined => indices.get(udid);
    // One after another, since a call takes no hundred thousand arguments.
    for (const each of casesOf(run, at)) cases.push(each);
    for (const each of installLoadsOf(run, at)) installLoads.push(each);
    for (const { udid, windows, ...sampled } of run.samples.cases) {
      const phone = at(udid);
      if (phone === undefined) continue;
      const case_id = drawable(sampled.case_id);
      if (windows === undefined) distributions.push({ phone, ...sampled, case_id });
      else frames.push({ phone, case_id, windows });
    }
    changes.push(...changesOf(run, phones.slice(offset), offset));
    for (const [udid, phone] of indices) {
      const found = thermalOf(launchesOf.get(udid) ?? [], run.samples, phone);
      thermal.push(...found.spans);
      anchors.push(...found.anchors);
    }
  }
  const measured = (name: string): boolean => cases.some(({ figures }) => figures[name] !== undefined);
  return {
    phones: uniquelyNamed(phones),
    cases,
    costs: costMetrics.filter(({ name }) => measured(name)),
    qualities: qualityMetrics.filter(({ name }) => measured(name)),
    installLoads,
    distributions,
    frames,
    thermal,
    anchors,
    changes,
    shipped: shippedOf(runs),
    published: publishedFor(phones, cases),
    history: historyOf(series, (udid) => placesOf.get(udid)?.map(({ phone }) => phone) ?? []),
  };
}

function benchmarkOfRun({ rows, quality, plan }: ReadRun): BenchmarkName | undefined {
  const images = distinct(quality.map(({ image }) => image)).length;
  return benchmarkOf({ testset: rows.find(({ testset }) => testset)?.testset, images, truths: plan?.truths });
}

/** Those that something on the page can be held against. */
function publishedFor(phones: readonly ReportPhone[], cases: readonly ReportCase[]): PublishedNetwork[] {
  const scales = distinct(cases.map(({ scale }) => scale));
  return publishedNetworks.filter(
    ({ scale, scores }) =>
      scales.includes(scale) &&
      phones.some(({ benchmark }) => benchmark !== undefined && scores[benchmark] !== undefined),
  );
}

function phoneOf({ folder }: ReadRun, udid: string, own: readonly CaseRow[], isOneOfSeveral: boolean): ReportPhone {
  // A case that never ran may lack what the phone said about itself in others.
  const known = (
    column: 'lab_name' | 'device_name' | 'device_model' | 'device_kind' | 'os_version',
  ): string | undefined => own.map((row) => row[column]).find((text) => text !== undefined);
  const shownUdid = drawable(own[0]?.device_udid ?? udid);
  const name = deviceName({ device_udid: shownUdid, lab_name: known('lab_name'), device_name: known('device_name') });
  const type = known('device_model');
  const model = type === undefined ? undefined : modelOf(type);
  const chip = model === undefined || model.chip === 'none' ? undefined : model.chip;
  const [system, kind] = [known('os_version'), known('device_kind')];
  const about = [
    model === undefined ? type : `${model.name} (${type ?? ''})`,
    chip,
    system === undefined ? undefined : `iOS ${system}`,
    kind === 'physical' ? undefined : kind,
  ];
  return {
    run: drawable(folder.id),
    udid: shownUdid,
    name: drawable(isOneOfSeveral ? `${name}, ${folder.id}` : name),
    about: drawable(about.filter((part) => part !== undefined).join(', ')),
    ...(chip !== undefined && { chip }),
  };
}

function uniquelyNamed(phones: readonly ReportPhone[]): ReportPhone[] {
  const counts = new Map<string, number>();
  for (const { name } of phones) counts.set(name, (counts.get(name) ?? 0) + 1);
  return phones.map((phone) =>
    (counts.get(phone.name) ?? 0) > 1 ? { ...phone, name: `${phone.name} (${phone.udid})` } : phone,
  );
}

function casesOf({ rows, udids }: ReadRun, at: (udid: string) => number | undefined): ReportCase[] {
  let line = 1;
  return rows.map((row, index) => {
    const own = line + 1;
    line = own + breaksIn(row);
    const cells = Object.fromEntries(caseColumns.map((name) => [name, cellOf(row[name])]));
    const figures = [...costMetrics, ...qualityMetrics].flatMap(({ name }) => {
      const value: unknown = row[name as keyof CaseRow];
      return typeof value === 'number' ? [[name, value] as const] : [];
    });
    return {
      ...(cells as Pick<CaseRow, (typeof caseColumns)[number]>),
      phone: at(udids[index] ?? '') ?? 0,
      line: own,
      figures: Object.fromEntries(figures),
    };
  });
}

const cellOf = (cell: CaseRow[keyof CaseRow]): CaseRow[keyof CaseRow] =>
  typeof cell === 'string' ? drawable(cell) : cell;

/** A cell of text may hold line breaks, and its row then several lines. */
const breaksIn = (row: CaseRow): number =>
  Object.values(row).reduce<number>(
    (sum, cell) => sum + (typeof cell === 'string' ? cell.split('\n').length - 1 : 0),
    0,
  );

function installLoadsOf({ launches }: ReadRun, at: (udid: string) => number | undefined): InstallLoad[] {
  const found = new Map<string, InstallLoad>();
  for (const { device_udid, variant, compute_units: units, load_procedure, load_ms: ms } of launches) {
    const phone = at(device_udid);
    const isOne = load_procedure === 'after_install' && variant !== undefined && units !== undefined;
    if (phone === undefined || !isOne || ms === undefined) continue;
    const key = `${device_udid} ${units} ${variant}`;
    if (!found.has(key)) found.set(key, { phone, variant: drawable(variant), units, ms });
  }
  return [...found.values()];
}

function changesOf({ judgements }: ReadRun, phones: readonly ReportPhone[], offset: number): Change[] {
  return (judgements.comparison?.findings ?? []).flatMap((finding) => {
    const index = phones.findIndex(({ udid }) => udid === drawable(finding.device_udid));
    const { change_percent: percent, low_percent: low, high_percent: high } = finding;
    if (index < 0 || percent === undefined) return [];
    return [
      {
        phone: offset + index,
        case_id: drawable(finding.case_id),
        variant: drawable(finding.variant),
        units: finding.compute_units,
        size: `${String(finding.image_width)}×${String(finding.image_height)}${paceText(finding)}`,
        metric: finding.metric,
        verdict: finding.verdict,
        percent,
        ...(low !== undefined && { low }),
        ...(high !== undefined && { high }),
      },
    ];
  });
}

const shippedOf = (runs: readonly ReadRun[]): Shipped[] =>
  (judgementsOf(runs).ship?.scales ?? []).flatMap(({ smallest, fastest }) =>
    [smallest, fastest].flatMap((pick) =>
      pick ? [{ variant: drawable(pick.choice.variant), units: pick.choice.compute_units }] : [],
    ),
  );
