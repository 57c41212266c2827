import type { CaseFigures } from '../../case-figures.js';
import type { Column } from '../../column.js';
import { requestedUnits } from '../shared-columns.js';

/** What was asked of the phone. */
export const setting = [
  requestedUnits,
  {
    name: 'image_width',
    type: 'integer',
    required: true,
    owner: 'plan',
    means: 'width of the low-resolution image in pixels',
    value: ({ planned }) => planned.width,
  },
  {
    name: 'image_height',
    type: 'integer',
    required: true,
    owner: 'plan',
    means: 'height of the low-resolution image in pixels',
    value: ({ planned }) => planned.height,
  },
  {
    name: 'scale',
    type: 'integer',
    owner: 'package',
    means: 'output width divided by input width',
    value: ({ variant: { scale } }) => scale,
  },
  {
    name: 'tiles',
    type: 'integer',
    owner: 'plan',
    means: 'predictions that one image takes; latencies are those of the whole image',
    value: ({ planned }) => planned.tiles,
  },
  {
    name: 'pace_hz',
    type: 'number',
    owner: 'plan',
    means:
      'rate at which predictions began, 1/s, so that the phone rested between them; empty when they follow one another',
    since: 3,
    value: ({ planned }) => planned.paceHz,
  },
] as const satisfies readonly Column<CaseFigures>[];
