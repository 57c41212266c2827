import { blocksOf } from '../compare/blocks.js';
import { modelArmOf } from '../contract/job.js';
import { plannedLaunches } from '../plan/on-demand.js';
import type { PhoneRecord } from '../results/case-record.js';
import type { LaunchRecord } from '../results/launch-record.js';
import { resultsOf } from '../results/launch-record.js';
import { readProvenance } from '../results/read-provenance.js';
import type { RunFolder } from '../results/run-folder.js';
import type { Hello, ThermalState } from '../contract/events.js';
import type { PairedLaunch } from '../verdict/latencies.js';

/** Launches of one run on one phone whose two packages are one. */
export interface AaLaunches {
  readonly run: string;
  readonly name: string;
  readonly hello: Hello;
  readonly caseId: string;
  readonly sha256: string;
  /** Launches with the same key are of one population: phone, iOS, app, case, package, and the model that drew them. */
  readonly key: string;
  readonly launches: readonly AaLaunch[];
}

interface AaLaunch extends PairedLaunch {
  readonly endedAt: string;
  readonly thermal: readonly ThermalState[];
  readonly lowPowerMode: boolean;
  readonly batteryLevel: number | undefined;
}

/** What a calibration measured on a phone; undefined where no launch ended well. */
export function aaLaunchesOf(folder: RunFolder, phone: PhoneRecord): AaLaunches | undefined {
  const find = plannedLaunches(phone.plan);
  const found = phone.launches.flatMap((record) => {
    const planned = find(record.finished.launch);
    const { hello } = record;
    const isWell = planned?.kind === 'confirm' && record.finished.outcome.status === 'ok' && hello !== undefined;
    return isWell ? [{ planned, hello, launch: launchOf(record, hello, planned) }] : [];
  });
  const [first] = found;
  if (first === undefined) return undefined;
  const { hello, planned } = first;
  const caseId = planned.case ?? '';
  const sha256 = modelArmOf(planned.job, 'a')?.sha256 ?? '';
  const { fleet } = readProvenance(folder);
  return {
    run: folder.id,
    name: phone.sessions.at(-1)?.labName ?? hello.device.name,
    hello,
    caseId,
    sha256,
    key: JSON.stringify([
      ...[phone.udid, hello.os.build, hello.appBuild, hello.device.kind, caseId, sha256],
      ...[fleet?.file, fleet?.latency, fleet?.seed],
    ]),
    launches: found.map(({ launch }) => launch),
  };
}

const launchOf = (record: LaunchRecord, { state }: Hello, planned: Parameters<typeof blocksOf>[1]): AaLaunch => ({
  blocks: blocksOf(record, planned),
  endedAt: record.finished.at,
  thermal: [state.thermal, ...resultsOf(record, 'measure').flatMap(({ thermal }) => thermal.map(([, each]) => each))],
  lowPowerMode: state.lowPowerMode,
  batteryLevel: state.batteryLevel,
});
