import { Problem } from '../problem.js';
import { deviceName } from '../results/device.js';
import type { NoiseFloor } from '../results/noise-floor.js';
import type { CaseRow } from '../results/tables/results.js';
import type { Assignment } from './match.js';
import { hasNoiseFloor } from './metrics.js';
import type { Level } from './rule-schema.js';
import { changeText, toleranceText } from './tolerance.js';

/** What is known of how small a slowdown phones can show. */
export interface Floors {
  /** Undefined for a phone that was not calibrated on its iOS build. */
  readonly of: (phone: CaseRow) => NoiseFloor | undefined;
  /** Other iOS builds on which it was. */
  readonly otherBuilds: (phone: CaseRow) => readonly string[];
}

export const noFloors: Floors = { of: () => undefined, otherBuilds: () => [] };

/** Where a budgets file asks for what. */
interface Asked {
  readonly assigned: readonly Assignment[];
  readonly level: Level;
  readonly file: string;
  readonly floors: Floors;
}

/**
 * Throws a Problem for a change of latency that is allowed and that the phone cannot see: such a budget fails by chance, or
 * passes what it should not. Warns of phones of which nobody knows what they can see.
 */
export function checkNoise({ assigned, level, file, floors }: Asked): string[] {
  const asked = assigned.filter(({ rule, kind }) => kind === 'regression' && hasNoiseFloor(rule.metric));
  const phones = new Map<string, CaseRow>();
  for (const { row, rule } of asked) {
    phones.set(row.device_udid, row);
    const floor = floors.of(row);
    if (floor === undefined || rule.max_regression === undefined) continue;
    const sees = level === 'release' ? floor.strict_sees : floor.nightly_sees;
    if (rule.max_regression.amount >= sees) continue;
    throw new Problem(
      `${file}: rule ${String(rule.number)} allows a max_regression of ${toleranceText(rule.max_regression)}, and ${deviceName(row)} ` +
        `(iOS build ${row.os_build ?? 'unknown'}) cannot see below ${changeText(sees, '%')} by ${String(floor.launches)} launches of ` +
        `${floor.measured_at.slice(0, 10)}; allow ${roundedUp(sees)} or more, or give that phone a rule of its own`,
    );
  }
  return [...phones.values()].flatMap((phone) => warningsOf(phone, floors));
}

const how = 'npx rezbench doctor --calibrate';

function warningsOf(phone: CaseRow, floors: Floors): string[] {
  const name = deviceName(phone);
  const floor = floors.of(phone);
  if (floor === undefined) {
    const others = floors.otherBuilds(phone);
    const since = others.length === 0 ? '' : `, only on ${others.join(', ')}`;
    return [
      `${name} was not calibrated on iOS build ${phone.os_build ?? 'unknown'}${since}, so nobody knows how small a change of latency it can show; ${others.length === 0 ? 'calibrate it' : 'its iOS changed, so calibrate it again'}: ${how}`,
    ];
  }
  return [
    ...(floor.is_rough
      ? [
          `${name} was calibrated by ${String(floor.launches)} launches only, so its noise floor may be a quarter off or more; calibrate it on further nights: ${how}`,
        ]
      : []),
    ...(floor.is_biased
      ? [`${name} told equal packages apart when it was calibrated; calibrate it again: ${how}`]
      : []),
  ];
}

/** To a tenth of a percent, so that what is proposed is allowed. */
const roundedUp = (share: number): string => `${String(Math.ceil(share * 1000 - 1e-9) / 10)} %`;
