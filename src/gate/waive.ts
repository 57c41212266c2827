import { Problem } from '../problem.js';
import type { CaseRow } from '../results/tables/results.js';
import { compareToLimits } from './compare.js';
import type { Finding, Waived } from './finding.js';
import type { Metric } from './metrics.js';
import { deviceNames } from './phone-names.js';
import { spanOf } from './span.js';
import type { Waiver } from './waiver-schema.js';

/** Whether a waiver is of this case of this phone, and this metric. */
const waives = ({ case: id, device, metric }: Waiver, row: CaseRow, wanted: Metric): boolean =>
  metric === wanted && id === row.case_id && (device === undefined || deviceNames(row).includes(device));

/**
 * What remains of a finding that somebody answers for: a budget that is not kept, or not surely kept, is waived where the
 * waiver's own limit is surely kept. A case without a figure is not waived, since nobody knows how bad it is.
 */
function waive(finding: Finding, row: CaseRow, waiver: Waiver): Finding {
  if (finding.outcome !== 'failed' && finding.outcome !== 'inconclusive') return finding;
  const { owner, issue, expires, ceiling, floor } = waiver;
  const waived: Waived = {
    owner,
    issue,
    expires,
    ...(ceiling !== undefined && { ceiling }),
    ...(floor !== undefined && { floor }),
  };
  const span = spanOf(row, finding.metric, finding.evidence);
  if (span === undefined) return { ...finding, waiver: waived };
  const [outcome, reason] = compareToLimits(span, { max: ceiling, min: floor });
  if (outcome === 'passed') return { ...finding, outcome: 'waived', waiver: waived };
  return { ...finding, outcome, reason: `${finding.reason}; beyond its waiver: ${reason}`, waiver: waived };
}

/** What the waivers of a budgets file come to. */
export interface Waiving {
  readonly findings: readonly Finding[];
  readonly warnings: readonly string[];
}

interface Judged {
  readonly row: CaseRow;
  readonly finding: Finding;
}

interface Given {
  readonly waivers: readonly Waiver[];
  readonly rows: readonly CaseRow[];
  readonly file: string;
  /** Phones of the fleet are missing, so that a waiver may be about them. */
  readonly isFleetMissing: boolean;
}

/**
 * Applies each waiver to the findings that it names. Warns of those that are not needed any more. Throws a Problem for one
 * that names no case of the run, or whose own limit is no looser than the rule's.
 */
export function applyWaivers(judged: readonly Judged[], { waivers, rows, file, isFleetMissing }: Given): Waiving {
  const warnings: string[] = [];
  waivers.forEach((waiver, index) => {
    const name = `waiver ${String(index + 1)}`;
    if (!rows.some((row) => waives(waiver, row, waiver.metric))) {
      const what = `${waiver.case}${waiver.device === undefined ? '' : ` of ${waiver.device}`}`;
      if (!isFleetMissing)
        throw new Problem(`${file}: ${name} is of ${what}, which the run does not have; correct or remove it`);
      warnings.push(`${name} is of a case that the run does not have`);
      return;
    }
    const meant = judged.filter(({ row, finding }) => waives(waiver, row, finding.metric));
    for (const { finding } of meant) refuseTighter(waiver, finding, `${file}: ${name}`);
    if (meant.length > 0 && meant.every(({ finding }) => finding.outcome === 'passed')) {
      warnings.push(`${name} is not needed, since ${waiver.case} keeps its budget of ${waiver.metric}; remove it`);
    }
  });
  const findings = judged.map(({ row, finding }) => {
    const waiver = waivers.find((each) => waives(each, row, finding.metric));
    return waiver === undefined ? finding : waive(finding, row, waiver);
  });
  return { findings, warnings };
}

function refuseTighter({ ceiling, floor }: Waiver, { min, max, metric, rule }: Finding, where: string): void {
  const refuse = (mine: string, of: number, theirs: string): never => {
    throw new Problem(
      `${where}: field ${mine} is ${String(of)}, no looser than the ${theirs} of rule ${String(rule)} on ${metric}; remove the waiver or loosen it`,
    );
  };
  if (ceiling !== undefined && max !== undefined && ceiling <= max) refuse('ceiling', ceiling, `max ${String(max)}`);
  if (floor !== undefined && min !== undefined && floor >= min) refuse('floor', floor, `min ${String(min)}`);
  if (ceiling !== undefined && max === undefined && min !== undefined) refuse('ceiling', ceiling, `min ${String(min)}`);
  if (floor !== undefined && min === undefined && max !== undefined) refuse('floor', floor, `max ${String(max)}`);
}
