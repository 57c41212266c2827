import type { CaseFigures } from '../case-figures.js';
import type { RowOf, Table } from '../column.js';
import { condition } from './case/condition.js';
import { device } from './case/device.js';
import { energy } from './case/energy.js';
import { identity } from './case/identity.js';
import { latency } from './case/latency.js';
import { memory } from './case/memory.js';
import { quality } from './case/quality.js';
import { setting } from './case/setting.js';
import { sustained } from './case/sustained.js';
import { variant } from './case/variant.js';

export const resultsTable = {
  name: 'results',
  means: 'one case: a variant with compute units and an image size on a phone',
  key: ['run_id', 'device_udid', 'case_id'],
  columns: [
    ...identity,
    ...device,
    ...variant,
    ...setting,
    ...latency,
    ...sustained,
    ...memory,
    ...energy,
    ...quality,
    ...condition,
  ],
} as const satisfies Table<CaseFigures>;

/** A row of results.csv. */
export type CaseRow = RowOf<typeof resultsTable>;
