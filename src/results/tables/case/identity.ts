import { caseReason } from '../../case-outcome.js';
import type { CaseFigures } from '../../case-figures.js';
import { schemaVersion } from '../../column.js';
import type { Column } from '../../column.js';
import { runId } from '../shared-columns.js';

/** Which case, and how it ended. */
export const identity = [
  {
    name: 'schema_version',
    type: 'integer',
    required: true,
    owner: 'host',
    means: 'version of these tables',
    value: () => schemaVersion,
  },
  runId,
  {
    name: 'case_id',
    type: 'string',
    required: true,
    owner: 'plan',
    means: 'variant, compute units and image size; ends in -paced where predictions were paced',
    value: ({ planned }) => planned.id,
  },
  {
    name: 'status',
    type: 'string',
    required: true,
    owner: 'host',
    means:
      'ok, error, refused, unreadable, crashed, timed_out, unsupported, lost (a launch was lost as often as a run tries one), no_picture (its output shows nothing of the test set), other_unit (with run --require-unit, another unit computed than was asked for), not_judged or skipped (launches are missing); ok only when all that the plan asks for is there and ended well, its images judged',
    value: ({ outcome }) => outcome.status,
  },
  {
    name: 'reason',
    type: 'string',
    owner: 'host',
    means: 'one sentence on why the case is not ok; empty when it is',
    value: caseReason,
  },
] as const satisfies readonly Column<CaseFigures>[];
