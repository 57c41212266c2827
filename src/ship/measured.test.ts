import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { measuredRow } from '../../test/verdict-on.js';
import { Problem } from '../problem.js';
import { toCsv } from '../results/csv.js';
import { resultsTable } from '../results/tables/results.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';
import { shipMapRuns } from './ship-map.js';
import { shipRuns } from './ship-run.js';

describe('runs that are shipped by', () => {
  const results = temporaryFolder();
  const asked = { file: join(results.path, 'b.yaml'), level: 'nightly', allowVirtual: false } as const;
  writeFileSync(asked.file, 'rules: [{ metric: latency_median_ms, max: 20 }, { metric: psnr_y_db, min: 29 }]');
  let runs = 0;
  function run(...rows: readonly Partial<CaseRow>[]): RunFolder {
    const id = `run-${String(++runs)}`;
    const path = temporaryFolder().path;
    writeFileSync(
      join(path, 'results.csv'),
      toCsv(
        resultsTable,
        rows.map((cells) => measuredRow({ run_id: id, ...cells })),
      ),
    );
    return { path, id };
  }
  const shelf = { device_udid: 'u2', device_name: 'Shelf 2', device_model: 'iPhone13,2' };

  it('are judged together, and the answer lies in the first of them', () => {
    const [one, other] = [run({}), run(shelf)];
    const { ship, home } = shipRuns([one, other], asked);
    expect(home).to.equal(one.path);
    expect(ship.phones.map(({ device_name, chip }) => [device_name, chip])).to.deep.equal([
      ['Bench 1', 'A16 Bionic'],
      ['Shelf 2', 'A14 Bionic'],
    ]);
    expect(ship.runs).to.deep.equal([one.id, other.id]);
  });

  it('are refused where two of them have the same case of one phone', () => {
    expect(() => shipRuns([run({}), run({})], asked)).to.throw(
      Problem,
      /^case a-all-64x64 of Bench 1 is twice in runs run-\d and run-\d; leave one of the runs out$/,
    );
  });

  it('are looked at for the sizes that the app enlarges', () => {
    const odd = run({}, { case_id: 'b', variant: 'b', image_width: 96 });
    expect(shipRuns([odd], asked).ship.outcome).to.equal('missing');
    expect(shipRuns([odd], { ...asked, sizes: ['64x64'] }).ship.scales[0]?.fastest?.choice.variant).to.equal('a');
    expect(() => shipRuns([odd], { ...asked, sizes: ['9x9'] })).to.throw(
      Problem,
      /--size 9x9: no case has it; name one of 64x64, 96x64/,
    );
  });

  it('name no phone in an answer for others', () => {
    const named = run({ device_name: "Ann's pocket" }, { ...shelf, status: 'crashed' });
    const text = JSON.stringify(shipRuns([named], asked, { redact: true }).ship);
    expect(text).not.to.match(/Ann|udid-1"|Shelf|"u2"/);
    expect(text).to.match(/<name-1>|<udid-1>/);
  });

  it('leave no map where a chip has no answer', () => {
    const files = { swift: join(results.path, 'Map.swift'), json: join(results.path, 'map.json') };
    const wanted = { prefer: 'fastest', chips: [] } as const;
    expect(shipMapRuns([run({})], asked, wanted, files).chips).to.have.length(1);
    expect(() => shipMapRuns([run({}, { ...shelf, status: 'crashed' })], asked, wanted, files)).to.throw(
      Problem,
      /A14 Bionic/,
    );
  });
});
