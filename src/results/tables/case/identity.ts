import { caseOutcome, caseReason } from '../../case-outcome.js';
import type { CaseRecord } from '../../case-record.js';
import { schemaVersion } from '../../column.js';
import type { Column } from '../../column.js';

/** Which case, and how it ended. */
export const identity: readonly Column<CaseRecord>[] = [
  {
    name: 'schema_version',
    type: 'integer',
    owner: 'host',
    means: 'version of these tables',
    value: () => schemaVersion,
  },
  {
    name: 'run_id',
    type: 'string',
    owner: 'host',
    means: 'the folder under results/',
    value: ({ phone }) => phone.runId,
  },
  {
    name: 'case_id',
    type: 'string',
    owner: 'plan',
    means: 'variant, compute units and image size',
    value: ({ planned }) => planned.id,
  },
  {
    name: 'status',
    type: 'string',
    owner: 'host',
    means: 'ok, error, crashed, timed_out, skipped or unsupported',
    value: (row) => caseOutcome(row).status,
  },
  {
    name: 'reason',
    type: 'string',
    owner: 'host',
    means: 'one sentence on why the case is not ok; empty when it is',
    value: caseReason,
  },
];
