import type { Plan, PlannedCase, PlannedVariant } from '../plan/plan.js';
import { enlargedImages } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';
import type { Lost, Session } from './journal.js';
import type { JudgedImage } from './quality-file.js';

/** What the run knows of one phone. */
export interface PhoneRecord {
  readonly runId: string;
  readonly udid: string;
  readonly plan: Plan;
  readonly sessions: readonly Session[];
  /** In the order they ended. */
  readonly launches: readonly LaunchRecord[];
  /** Attempts that are no result. */
  readonly lost: readonly Lost[];
}

/** A planned case on one phone, with the launches that say something of it. */
export interface CaseRecord {
  readonly phone: PhoneRecord;
  readonly planned: PlannedCase;
  readonly variant: PlannedVariant;
  readonly reference: PlannedVariant | undefined;
  /** Launches that measured this case, in the order they ended. */
  readonly measured: readonly LaunchRecord[];
  /** The one that compiled, loaded cold and asked for placement. */
  readonly prepared: LaunchRecord | undefined;
  /** The one that enlarged the test set. */
  readonly enlarged: LaunchRecord | undefined;
  readonly referenceEnlarged: LaunchRecord | undefined;
  /** The anchor's launch before the first of `measured`. */
  readonly anchored: LaunchRecord | undefined;
  /** The same case measured on the CPU alone. */
  readonly onCpu: readonly LaunchRecord[];
}

/** Every case of the plan on this phone, in the plan's order. */
export function caseRecords(phone: PhoneRecord): CaseRecord[] {
  const { plan } = phone;
  const variants = new Map(plan.variants.map((variant) => [variant.name, variant]));
  const launchesOf = new Map(plan.launches.map((launch) => [launch.id, launch]));
  const find = (kind: 'prepare' | 'quality', variant: string, units: PlannedCase['computeUnits']) =>
    phone.launches.findLast(({ finished }) => {
      const launch = launchesOf.get(finished.launch);
      return launch?.kind === kind && launch.variant === variant && launch.computeUnits === units;
    });
  const measuring = (caseId: string) =>
    phone.launches.filter(({ finished }) => launchesOf.get(finished.launch)?.case === caseId);
  return plan.cases.flatMap((planned): CaseRecord[] => {
    const variant = variants.get(planned.variant);
    if (variant === undefined) return [];
    const reference = variant.reference === undefined ? undefined : variants.get(variant.reference);
    const measured = measuring(planned.id);
    const cpuCase = plan.cases.find(
      (other) =>
        other.variant === planned.variant &&
        other.computeUnits === 'cpuOnly' &&
        other.width === planned.width &&
        other.height === planned.height,
    );
    return [
      {
        phone,
        planned,
        variant,
        reference,
        measured,
        prepared: find('prepare', variant.name, planned.computeUnits),
        enlarged: find('quality', variant.name, planned.computeUnits),
        referenceEnlarged: reference && find('quality', reference.name, planned.computeUnits),
        anchored: anchorBefore(phone, measured[0]),
        onCpu: cpuCase ? measuring(cpuCase.id) : [],
      },
    ];
  });
}

const anchorLaunch = /^anchor-\d+$/;
export const isAnchorId = (launch: string): boolean => anchorLaunch.test(launch);
export const isAnchor = ({ finished }: LaunchRecord): boolean => isAnchorId(finished.launch);

function anchorBefore({ launches }: PhoneRecord, measured: LaunchRecord | undefined): LaunchRecord | undefined {
  if (measured === undefined) return undefined;
  return launches.slice(0, launches.indexOf(measured)).findLast(isAnchor);
}

/** The mean of a figure over the test set's images, as papers report it. Undefined unless every image has it. */
export function meanOverImages(
  record: LaunchRecord | undefined,
  figure: (image: JudgedImage) => number | undefined,
): number | undefined {
  const values = record ? enlargedImages(record).map(({ judged }) => judged && figure(judged)) : [];
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0 || known.length < values.length) return undefined;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
