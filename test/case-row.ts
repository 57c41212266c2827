import { schemaVersion } from '../src/results/column.js';
import { resultsTable } from '../src/results/tables/results.js';
import type { CaseRow } from '../src/results/tables/results.js';

const nothing = Object.fromEntries(resultsTable.columns.map(({ name }) => [name, undefined]));

/** A row of results.csv with the cells that no row lacks and the given ones. */
export function caseRow(cells: Partial<CaseRow> = {}): CaseRow {
  const required = {
    schema_version: schemaVersion,
    run_id: 'run',
    case_id: 'a-all-64x64',
    status: 'ok',
    device_udid: 'udid-1',
    variant: 'a',
    variant_sha256: 'a'.repeat(64),
    model_format: 'mlpackage',
    package_bytes: 3_000_000,
    compute_units: 'all',
    image_width: 64,
    image_height: 64,
    launches: 1,
  };
  return { ...nothing, ...required, ...cells } as CaseRow;
}
