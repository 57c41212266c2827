import type { PlannedCase, PlannedLaunch } from '../../plan/plan.js';
import type { Column } from '../column.js';
import type { PhoneRecord } from '../case-record.js';

/* Columns that several tables have. */

export interface OfPhone {
  readonly phone: PhoneRecord;
}

export interface Planned {
  readonly planned: Pick<PlannedCase | PlannedLaunch, 'variant' | 'computeUnits'>;
}

export const runId = {
  name: 'run_id',
  type: 'string',
  required: true,
  owner: 'host',
  means: 'the folder under results/',
  value: ({ phone }) => phone.runId,
} as const satisfies Column<OfPhone>;

export const deviceUdid = {
  name: 'device_udid',
  type: 'string',
  required: true,
  owner: 'phone',
  means: 'unique device identifier',
  value: ({ phone }) => phone.udid,
} as const satisfies Column<OfPhone>;

export const variantName = {
  name: 'variant',
  type: 'string',
  required: true,
  owner: 'plan',
  means: "name of the model package, or of iOS's own upscaler (docs/system-upscaler.md)",
  value: ({ planned }) => planned.variant,
} as const satisfies Column<Planned>;

export const requestedUnits = {
  name: 'compute_units',
  type: 'string',
  required: true,
  owner: 'plan',
  means: "Core ML's computeUnits that was requested; system for iOS's own upscaler",
  value: ({ planned }) => planned.computeUnits,
} as const satisfies Column<Planned>;

export const testset = {
  name: 'testset',
  type: 'string',
  owner: 'plan',
  means: 'images that quality was judged on',
  value: ({ phone }) => phone.plan.testset,
} as const satisfies Column<OfPhone>;
