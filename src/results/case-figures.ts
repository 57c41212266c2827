import type { Hello, ResultOf, ThermalState } from '../contract/events.js';
import type { CaseOutcome } from '../contract/outcome.js';
import { caseEnergy } from './case-energy.js';
import type { CaseEnergy } from './case-energy.js';
import { caseOutcome } from './case-outcome.js';
import type { CaseRecord } from './case-record.js';
import type { Session } from './journal.js';
import { latencyOf } from './latency-figures.js';
import type { LatencyFigures } from './latency-figures.js';
import { enlargedImages, loadOf, medianNs, resultsOf } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';
import { findUnit, otherUnit } from './observed-unit.js';
import type { UnitEvidence, UnitFinding } from './observed-unit.js';
import { qualityOf } from './quality-figures.js';
import type { QualityFigures } from './quality-figures.js';
import { sustainedOf } from './sustained.js';
import type { SustainedFigures } from './sustained.js';
import { anchorDrift, heldBack, sentinelDrift, thermalStatesOf, worstOf } from './throttling.js';
import { wrongOutputsOf } from './wrong-outputs.js';
import type { WrongOutputs } from './wrong-outputs.js';

/** A case with all that is computed from its launches, once for the whole row. */
export interface CaseFigures extends CaseRecord {
  readonly outcome: CaseOutcome;
  readonly session: Session | undefined;
  /** Of the case's own launch; without one, of any launch of the phone. */
  readonly hello: Hello | undefined;
  /** Undefined when no launch has timed predictions. */
  readonly latency: LatencyFigures | undefined;
  /** Undefined for a case that is not sustained, and without a launch. */
  readonly sustained: SustainedFigures | undefined;
  readonly quality: QualityFigures;
  readonly referenceQuality: QualityFigures;
  /** The first of `measured` that found its model prepared: loads and memory of others say something else. */
  readonly primed: LaunchRecord | undefined;
  readonly thermal: ThermalFigures | undefined;
  readonly placement: ResultOf<'placement'>['shares'];
  readonly unit: UnitFinding;
  /** Whether the phone held back, as far as its thermal state, the sentinel and the anchors tell; undefined without a launch. */
  readonly throttled: boolean | undefined;
  readonly energy: CaseEnergy;
  /** Undefined without a test set. */
  readonly wrongOutputs: WrongOutputs | undefined;
}

interface ThermalFigures {
  readonly start: ThermalState;
  readonly end: ThermalState;
  readonly worst: ThermalState;
}

export function caseFigures(record: CaseRecord): CaseFigures {
  const { phone, measured, prepared, enlarged, referenceEnlarged } = record;
  const latency = latencyOf(measured);
  const placement = prepared && resultsOf(prepared, 'placement')[0]?.shares;
  const unit = unitOf(record, { placement, medianNs: latency?.medianNs });
  const ended = caseOutcome(record);
  return {
    ...record,
    outcome: (ended.status === 'ok' && phone.requireUnit ? otherUnit(unit) : undefined) ?? ended,
    session: measured[0]?.session ?? phone.sessions.at(-1),
    hello: measured[0]?.hello ?? phone.launches.find(({ hello }) => hello !== undefined)?.hello,
    latency,
    sustained: sustainedOfCase(record),
    quality: qualityOf(enlarged),
    referenceQuality: qualityOf(referenceEnlarged),
    primed: measured.find((launch) => loadOf(launch, 'prepared') !== undefined),
    thermal: thermalOf(record),
    energy: caseEnergy(measured),
    placement,
    unit,
    throttled:
      latency && (heldBack(measured) || sentinelDrift(measured) !== undefined || anchorDrift(record).length > 0),
    wrongOutputs: wrongOutputsOf(record),
  };
}

function sustainedOfCase({ planned: { sustainedS, paceHz }, measured }: CaseRecord): SustainedFigures | undefined {
  return sustainedS === undefined || paceHz === undefined ? undefined : sustainedOf(measured, paceHz);
}

function thermalOf({ measured }: CaseRecord): ThermalFigures | undefined {
  const states = thermalStatesOf(measured);
  const [start] = states;
  const end = states.at(-1);
  if (start === undefined || end === undefined) return undefined;
  return { start, end, worst: worstOf(states) ?? end };
}

/** Where the case ran, as far as witnesses tell. */
function unitOf(
  { planned, measured, onCpu, enlarged, enlargedOnCpu }: CaseRecord,
  evidence: Pick<UnitEvidence, 'placement' | 'medianNs'>,
): UnitFinding {
  const cpuLaunches = onCpu.filter(({ finished }) => finished.outcome.status === 'ok');
  return findUnit({
    ...evidence,
    requested: planned.computeUnits,
    isPhysical: measured[0]?.hello?.device.kind === 'physical',
    cpuMediansNs: cpuLaunches.flatMap((launch) => medianNs(launch) ?? []),
    differsFromCpu: enlarged !== undefined && enlargedOnCpu !== undefined && differ(enlarged, enlargedOnCpu),
    wasThrottled: heldBack([...measured, ...cpuLaunches]),
  });
}

/** Whether two launches made different pixels of a picture that both enlarged. */
function differ(one: LaunchRecord, other: LaunchRecord): boolean {
  const pixels = new Map(enlargedImages(other).map(({ image, sha256 }) => [image, sha256]));
  return enlargedImages(one).some(({ image, sha256 }) => (pixels.get(image) ?? sha256) !== sha256);
}
