import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { copyOfRun } from '../../test/golden/copy-run.js';
import { Problem } from '../problem.js';
import { rowsOf, schemaVersion } from './column.js';
import type { Cell, ColumnType, Table } from './column.js';
import { toCsv } from './csv.js';
import { readProvenance } from './read-provenance.js';
import { readCaseRows, readLaunchRows, readQualityRows, readSampleRows } from './read-tables.js';
import type { RunFolder } from './run-folder.js';
import { resultsTable } from './tables/results.js';
import type { CaseRow } from './tables/results.js';
import { writeTables } from './write-tables.js';

/** Values that a cell can hold, by the type of its column. Nothing tells an empty string from a missing one. */
const cells: Readonly<Record<ColumnType, fc.Arbitrary<Cell>>> = {
  string: fc.string({ unit: 'binary', minLength: 1 }),
  datetime: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  integer: fc.maxSafeInteger(),
  number: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
  boolean: fc.boolean(),
};

/** Any row of results.csv. A column that is not required may be missing. */
const anyRow = fc.record(
  Object.fromEntries(
    resultsTable.columns.map((column) => {
      if (column.name === 'schema_version') return [column.name, fc.constant(schemaVersion)];
      const cell = cells[column.type];
      return [column.name, 'required' in column ? cell : fc.option(cell, { nil: undefined })];
    }),
  ),
) as unknown as fc.Arbitrary<CaseRow>;

/** Takes each cell from a row, so that a row becomes one of the table. */
const fromRow: Table<CaseRow> = {
  ...resultsTable,
  columns: resultsTable.columns.map(
    (column) => ({ ...column, value: (row: CaseRow) => row[column.name] }) as Table<CaseRow>['columns'][number],
  ),
};

describe('a table that was written', () => {
  const folder = temporaryFolder();

  it('reads back as the rows that it was written from, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 3 }), (found) => {
        const rows = rowsOf(fromRow, found) as unknown as CaseRow[];
        writeFileSync(join(folder.path, 'results.csv'), toCsv(resultsTable, rows));
        expect(readCaseRows({ path: folder.path, id: 'run' })).to.deep.equal(rows);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a run's tables, read back", () => {
  let folder: RunFolder;
  let file = '';

  beforeEach(() => {
    folder = copyOfRun();
    writeTables(folder);
    file = join(folder.path, 'results.csv');
  });

  const change = (from: string | RegExp, to: string, name = 'results.csv'): void => {
    const path = join(folder.path, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };

  it('are the rows that writing them returned', () => {
    expect(readCaseRows(folder)).to.deep.equal(writeTables(folder).rows);
  });

  it('have figures as figures and empty cells as nothing', () => {
    const rows = readCaseRows(folder);
    expect(rows).to.have.length(19);
    expect(rows[0]).to.include({ image_width: 64, status: 'ok', low_power_mode: false });
    expect(rows.find(({ status }) => status === 'crashed')).to.include({ latency_median_ms: undefined });
  });

  it('are refused in a newer version, by file, version and remedy', () => {
    const [known, newer] = [String(schemaVersion), String(schemaVersion + 1)];
    change(`\n${known},`, `\n${newer},`);
    change(`"schema_version": ${known}`, `"schema_version": ${newer}`, 'datapackage.json');
    const refusal = new RegExp(
      `\\.csv: schema_version is ${newer}, and this version of rezbench reads up to ${known}; use the version that wrote it`,
    );
    for (const read of [readCaseRows, readQualityRows, readLaunchRows, readSampleRows]) {
      expect(() => read(folder)).to.throw(Problem, refusal);
    }
  });

  it('are read with columns that this version does not know', () => {
    const rows = readCaseRows(folder);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/$/gm, ',x').replace(/\n,x$/, '\n'));
    expect(readCaseRows(folder)).to.deep.equal(rows);
  });

  for (const [cell, found] of [
    ['big', '"big", not of type integer'],
    ['6.5', '"6.5", not of type integer'],
    [' ', '" ", not of type integer'],
    ['', 'empty'],
  ] as const) {
    it(`are refused with ${JSON.stringify(cell)} for a width, by line and column`, () => {
      change(/,64,64,/, `,${cell},64,`);
      expect(() => readCaseRows(folder)).to.throw(Problem, `${file}:2: column image_width is ${found}; `);
    });
  }

  it('are refused without a column', () => {
    change('latency_median_ms', 'latency');
    expect(() => readCaseRows(folder)).to.throw(Problem, /column latency_median_ms is not there/);
  });

  it('are refused when they are not CSV, or empty', () => {
    change(/$/, '"torn');
    expect(() => readCaseRows(folder)).to.throw(Problem, /is not CSV/);
    writeFileSync(file, '');
    expect(() => readCaseRows(folder)).to.throw(Problem, /is empty/);
  });

  it('are missed by name', () => {
    rmSync(file);
    expect(() => readCaseRows(folder)).to.throw(Problem, /results\.csv is not there; write it with rezbench tables /);
  });

  it('have a provenance that is refused when it is not what it should be', () => {
    expect(readProvenance(folder).seed).to.equal(1);
    writeFileSync(join(folder.path, 'run.json'), '{"schema_version": 1}');
    expect(() => readProvenance(folder)).to.throw(Problem, /run\.json: field run_id/);
    const newer = String(schemaVersion + 1);
    writeFileSync(join(folder.path, 'run.json'), `{"schema_version": ${newer}}`);
    expect(() => readProvenance(folder)).to.throw(Problem, `run.json: schema_version is ${newer}`);
    writeFileSync(join(folder.path, 'run.json'), '{');
    expect(() => readProvenance(folder)).to.throw(Problem, /run\.json is damaged/);
    rmSync(join(folder.path, 'run.json'));
    expect(() => readProvenance(folder)).to.throw(Problem, /run\.json is not there/);
  });
});

/** The columns that a version brought are unknown in tables of an older one. */
const without = <Row extends object>(rows: readonly Row[], ...columns: (keyof Row)[]): Row[] =>
  rows.map((row) => ({ ...row, ...Object.fromEntries(columns.map((name) => [name, undefined])) }));

describe('tables of version 3', () => {
  const folder = copyOfRun('tables-v3');
  const newer = (columns: readonly { readonly name: string; readonly since?: number }[]): string[] =>
    columns.flatMap(({ name, since = 1 }) => (since > 3 ? [name] : []));

  it('are read, and only the columns that came later are missing', () => {
    const rows = readCaseRows(folder);
    expect(rows).to.have.length(19);
    expect(rows[0]).to.include({ schema_version: 3, status: 'ok', os_epoch: 'up-to-26', throttled: undefined });
    const later = newer(resultsTable.columns);
    expect(later).to.include.members(['throttled', 'lag1_autocorrelation', 'drift_per_minute', 'wrong_outputs']);
    for (const row of rows) for (const name of later) expect(row).to.have.property(name, undefined);
    expect(readQualityRows(folder)).to.have.length(36);
    expect(readLaunchRows(folder)).to.have.length(50);
    const [sample] = readSampleRows(folder);
    expect(sample).to.include({ block: 0, arm: undefined });
  });

  it('are refused without a column that version 3 had', () => {
    const file = join(folder.path, 'results.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace('os_epoch', 'no_epoch'));
    expect(() => readCaseRows(folder)).to.throw(Problem, /results\.csv: column os_epoch is not there; write it again/);
  });
});

describe('tables of version 2', () => {
  const folder = copyOfRun('tables-v2');

  it('lack the columns that came later, and nothing else', () => {
    const [row] = readCaseRows(folder);
    expect(row).to.include({ schema_version: 2, case_id: 'plain-x2-fp32-64-cpuOnly-64x64', os_version: '17.5' });
    expect(row).to.include({ load_procedure: 'prepared', cold_load_shown: undefined, os_epoch: undefined });
    const later = resultsTable.columns.flatMap((column) => ('since' in column ? [column.name] : []));
    const unknown = resultsTable.columns.flatMap(({ name }) =>
      readCaseRows(folder).some((each) => each[name] !== undefined) ? [] : [name],
    );
    expect(unknown).to.include.members(later);
    const [launch] = readLaunchRows(folder);
    expect(launch).to.include({ kind: 'prepare', attempt: 1, load_procedure: undefined, crash_cause: undefined });
  });
});

describe('tables of version 1', () => {
  const old = copyOfRun('tables-v1');
  const newer = copyOfRun('tables-v2');

  it('have the figures of version 2, without the columns that it brought', () => {
    expect(readCaseRows(old)).to.deep.equal(readCaseRows(newer).map((row) => ({ ...row, schema_version: 1 })));
    expect(readQualityRows(old)).to.deep.equal(readQualityRows(newer));
    expect(readLaunchRows(old)).to.deep.equal(without(readLaunchRows(newer), 'attempt', 'latency_median_ms'));
  });

  it('name the variant of a sample, whose column had another name', () => {
    const [sample] = readSampleRows(old);
    expect(sample).to.include({ variant: 'swinir-s-x2-int8-64', phase: 'warmup', latency_ns: 163_698_766 });
    expect(readSampleRows(old)).to.deep.equal(readSampleRows(newer));
  });
});
