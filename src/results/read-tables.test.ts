import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { copyOfRun } from '../../test/golden/copy-run.js';
import { Problem } from '../problem.js';
import { readProvenance } from './read-provenance.js';
import { readResults } from './read-tables.js';
import type { RunFolder } from './run-folder.js';
import { writeTables } from './write-tables.js';

describe("a run's tables, read back", () => {
  let folder: RunFolder;
  let file = '';

  beforeEach(() => {
    folder = copyOfRun();
    writeTables(folder);
    file = join(folder.path, 'results.csv');
  });

  const change = (from: string | RegExp, to: string): void => {
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  };

  it('have figures as figures and empty cells as nothing', () => {
    const rows = readResults(folder);
    expect(rows).to.have.length(13);
    expect(rows[0]?.number('image_width')).to.equal(64);
    expect(rows[0]?.text('status')).to.equal('ok');
    const crashed = rows.find((row) => row.text('status') === 'crashed');
    expect(crashed?.number('latency_median_ms')).to.equal(undefined);
  });

  it('are refused in another version', () => {
    change(/\n1,/, '\n2,');
    expect(() => readResults(folder)).to.throw(Problem, /results\.csv: schema_version is 2, this rezbench reads 1/);
  });

  it('are refused with a cell of another type, by row and column', () => {
    change(/,64,64,/, ',big,64,');
    expect(() => readResults(folder)).to.throw(Problem, /row 1: column image_width: "big" is no integer/);
  });

  it('are refused without a column', () => {
    change('latency_median_ms', 'latency');
    expect(() => readResults(folder)).to.throw(Problem, /column latency_median_ms is not there/);
  });

  it('are refused when they are no CSV', () => {
    change(/$/, '"torn');
    expect(() => readResults(folder)).to.throw(Problem, /is no CSV/);
  });

  it('are missed by name', () => {
    rmSync(file);
    expect(() => readResults(folder)).to.throw(Problem, /results\.csv is not there; rezbench tables writes it/);
  });

  it('have a provenance that is refused when a field is not what it should be', () => {
    expect(readProvenance(folder).seed).to.equal(1);
    writeFileSync(join(folder.path, 'run.json'), '{"schema_version": 1}');
    expect(() => readProvenance(folder)).to.throw(Problem, /run\.json: field run_id/);
    writeFileSync(join(folder.path, 'run.json'), '{');
    expect(() => readProvenance(folder)).to.throw(Problem, /run\.json is damaged/);
    rmSync(join(folder.path, 'run.json'));
    expect(() => readProvenance(folder)).to.throw(Problem, /run\.json is not there/);
  });
});
