import { isAtLeast } from '../contract/ios-version.js';
import type { PlannedCase, PlannedVariant } from './plan.js';

/** Says why a case cannot run on a phone with this iOS, before the phone is asked; undefined when it can. */
export function exclusion(planned: PlannedCase, variant: PlannedVariant, osVersion: string): string | undefined {
  if (planned.unsupported !== undefined) return planned.unsupported;
  const { minIos } = variant;
  if (minIos === undefined || isAtLeast(osVersion, { major: minIos }) !== false) return undefined;
  return `needs iOS ${String(minIos)}`;
}
