import type { CaseRecord } from '../../case-record.js';
import type { Column } from '../../column.js';

/** What was asked of the phone. */
export const setting: readonly Column<CaseRecord>[] = [
  {
    name: 'compute_units',
    type: 'string',
    owner: 'plan',
    means: "Core ML's computeUnits that was requested",
    value: ({ planned }) => planned.computeUnits,
  },
  {
    name: 'image_width',
    type: 'integer',
    owner: 'plan',
    means: 'pixels of the low-resolution image',
    value: ({ planned }) => planned.width,
  },
  {
    name: 'image_height',
    type: 'integer',
    owner: 'plan',
    means: 'pixels of the low-resolution image',
    value: ({ planned }) => planned.height,
  },
  {
    name: 'scale',
    type: 'integer',
    owner: 'package',
    means: 'output width by input width',
    value: ({ variant: { scale } }) => scale,
  },
  {
    name: 'tiles',
    type: 'integer',
    owner: 'plan',
    means: 'predictions for one image; latencies are of the whole image',
    value: ({ planned }) => planned.tiles,
  },
];
