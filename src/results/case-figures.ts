import { thermalStates } from '../contract/events.js';
import type { Hello, ResultOf, ThermalState } from '../contract/events.js';
import type { CaseOutcome } from '../contract/outcome.js';
import { median } from '../stats/summary.js';
import { caseOutcome } from './case-outcome.js';
import type { CaseRecord } from './case-record.js';
import type { Session } from './journal.js';
import { latencyOf } from './latency-figures.js';
import type { LatencyFigures } from './latency-figures.js';
import { loadOf, medianNs, resultsOf } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';
import { qualityOf } from './quality-figures.js';
import type { QualityFigures } from './quality-figures.js';

/** A case with all that is computed from its launches, once for the whole row. */
export interface CaseFigures extends CaseRecord {
  readonly outcome: CaseOutcome;
  readonly session: Session | undefined;
  /** Of the case's own launch; without one, of any launch of the phone. */
  readonly hello: Hello | undefined;
  /** Undefined when no launch has timed predictions. */
  readonly latency: LatencyFigures | undefined;
  readonly quality: QualityFigures;
  readonly referenceQuality: QualityFigures;
  /** The first of `measured` that found its model prepared: loads and memory of others say something else. */
  readonly primed: LaunchRecord | undefined;
  readonly thermal: ThermalFigures | undefined;
  readonly placement: ResultOf<'placement'>['shares'];
  readonly observedUnit: 'cpu' | 'accelerator' | undefined;
}

interface ThermalFigures {
  readonly start: ThermalState;
  readonly end: ThermalState;
  readonly worst: ThermalState;
}

export function caseFigures(record: CaseRecord): CaseFigures {
  const { phone, measured, prepared, enlarged, referenceEnlarged } = record;
  const latency = latencyOf(measured);
  return {
    ...record,
    outcome: caseOutcome(record),
    session: measured[0]?.session ?? phone.sessions.at(-1),
    hello: measured[0]?.hello ?? phone.launches.find(({ hello }) => hello !== undefined)?.hello,
    latency,
    quality: qualityOf(enlarged),
    referenceQuality: qualityOf(referenceEnlarged),
    primed: measured.find((launch) => loadOf(launch, 'prepared') !== undefined),
    thermal: thermalOf(record),
    placement: prepared && resultsOf(prepared, 'placement')[0]?.shares,
    observedUnit: observedUnit(record, latency),
  };
}

function thermalOf({ measured }: CaseRecord): ThermalFigures | undefined {
  const states = measured.flatMap((launch) =>
    resultsOf(launch, 'measure').flatMap(({ thermal }) => thermal.map(([, state]) => state)),
  );
  const [start] = states;
  const end = states.at(-1);
  if (start === undefined || end === undefined) return undefined;
  const worst = thermalStates.findLast((state) => states.includes(state)) ?? end;
  return { start, end, worst };
}

/** A latency that is this near to the CPU's was most likely computed there. */
const cpuLike = 0.1;

function observedUnit(
  { planned, measured, onCpu }: CaseRecord,
  latency: LatencyFigures | undefined,
): CaseFigures['observedUnit'] {
  if (measured[0]?.hello?.device.kind !== 'physical') return undefined;
  if (planned.computeUnits === 'cpuOnly') return 'cpu';
  const cpuNs = onCpu.flatMap((launch) => medianNs(launch) ?? []);
  if (latency === undefined || cpuNs.length === 0) return undefined;
  return Math.abs(latency.medianNs / median(cpuNs) - 1) <= cpuLike ? 'cpu' : 'accelerator';
}
