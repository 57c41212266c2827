import type { PlannedCase, PlannedVariant } from './plan.js';

/** Why a case cannot run on a phone with this iOS; undefined when it can. Decided before the phone is asked. */
export function exclusion(planned: PlannedCase, variant: PlannedVariant, osVersion: string): string | undefined {
  if (planned.unsupported !== undefined) return planned.unsupported;
  const { minIos } = variant;
  return minIos !== undefined && isOlder(osVersion, minIos) ? `needs iOS ${String(minIos)}` : undefined;
}

const isOlder = (osVersion: string, major: number): boolean => Number.parseInt(osVersion, 10) < major;
