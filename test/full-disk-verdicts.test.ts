import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { main } from '../src/cli/main.js';
import { openModel } from '../src/coreml/package.js';
import { openHistory } from '../src/history/database.js';
import { writeTables } from '../src/results/write-tables.js';
import { finished, measured, plannedCase, plannedLaunch, planOf, session, started, writeRun } from './hand-made-run.js';
import { heardConsole } from './rig/console.js';
import { smallDisk } from './rig/small-disk.js';
import { temporaryFolder } from './rig/temporary-folder.js';
import { modelArmOf } from '../src/contract/job.js';
import type { ModelArm } from '../src/contract/job.js';

const full = /^rezbench: this host could not do its part \(ENOSPC: .*\); mend that and start again$/;

/** A run of one case, and its model, beside it. */
function run(root: string, id: string, ms: number, model: string): string {
  if (!existsSync(model)) writeFileSync(model, Buffer.alloc(200_000, 7));
  const { sha256 } = openModel(model);
  const { job, ...launch } = plannedLaunch('m', { case: 'c' });
  const arm = { ...modelArmOf(job, 'a'), sha256, model: `models/${sha256}/net.mlmodel` } as ModelArm;
  const plan = planOf([plannedCase('c')], [{ ...launch, job: { ...job, arms: { a: arm } } }], {
    sources: { [arm.model]: model },
  });
  mkdirSync(join(root, id), { recursive: true });
  const path = join(root, id);
  writeTables(
    writeRun(path, plan, [session(), started('m'), finished('m', { status: 'ok' })], { m: measured([ms * 1e6]) }),
  );
  return path;
}

/** All files under a folder, with what they hold. */
const contents = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      return entry.isFile() && entry.name !== '.filler' ? [[file, readFileSync(file, 'latin1')] as const] : [];
    }),
  );

describe('a full disk under verdicts', () => {
  const heard = heardConsole();
  const said = (): string => heard.said.at(-1) ?? '';

  it('leaves no half comparison, and compares once there is space: exit 4', async function () {
    const disk = smallDisk(this);
    const model = join(temporaryFolder().path, 'net.mlmodel');
    const [base, tonight] = [run(disk.path, 'base', 10, model), run(disk.path, 'tonight', 10, model)];
    const before = contents(tonight);
    disk.fill();
    expect(await main(['compare', base, tonight])).to.equal(4);
    expect(said()).to.match(full);
    expect(contents(tonight)).to.deep.equal(before);
    disk.empty();
    expect(await main(['compare', base, tonight])).to.be.oneOf([0, 3]);
    for (const name of ['verdict.md', 'compare.csv', 'compare.json'])
      expect(readFileSync(join(tonight, name), 'utf8'), name).not.to.equal('');
  });

  it('pins nothing by halves: exit 4, the baselines as before, and then promoted', async function () {
    const disk = smallDisk(this);
    const models = temporaryFolder().path;
    expect(await main(['promote', run(disk.path, 'first', 10, join(models, 'net.mlmodel'))])).to.equal(0);
    const other = join(models, 'other.mlmodel');
    writeFileSync(other, Buffer.alloc(200_000, 8));
    const second = run(disk.path, 'second', 10, other);
    const pins = join(disk.path, 'baselines/pins.jsonl');
    const before = readFileSync(pins, 'utf8');
    disk.fill();
    expect(await main(['promote', second])).to.equal(4);
    expect(said()).to.match(full);
    expect(readFileSync(pins, 'utf8')).to.equal(before);
    disk.empty();
    expect(await main(['promote', second])).to.equal(0);
    expect(
      [...contents(join(disk.path, 'baselines')).keys()].filter((file) => file.includes('.partial')),
    ).to.deep.equal([]);
    expect(await main(['compare', join(disk.path, 'baselines'), second])).to.be.oneOf([0, 3]);
  });

  it('leaves a history as it was, and takes the run once there is space: exit 4, then 0', async function () {
    const disk = smallDisk(this, 8_000_000);
    const root = temporaryFolder().path;
    const model = join(root, 'net.mlmodel');
    const [first, second] = [run(root, 'first', 10, model), run(root, 'second', 10, model)];
    const db = join(disk.path, 'history.duckdb');
    const runs = async (): Promise<readonly { run_id: string }[]> => {
      const history = await openHistory(db, { mayMake: false });
      try {
        return await history.ask('SELECT run_id FROM cases ORDER BY run_id');
      } finally {
        history.close();
      }
    };
    expect(await main(['history', 'import', first, '--db', db])).to.equal(0);
    disk.fill();
    expect(await main(['history', 'import', second, '--db', db])).to.equal(4);
    expect(said()).to.match(
      /history\.duckdb cannot be written, since the disk is full \(.*\); make room and do it again$/,
    );
    expect(await runs()).to.have.length(1);
    for (const [words, path] of [
      [['import', second, '--db', join(disk.path, 'new.duckdb')], 'new.duckdb'],
      [['export', join(disk.path, 'export'), '--lab', 'oslo', '--db', db], 'export'],
      [['samples', join(disk.path, 'samples.parquet'), first], 'samples.parquet'],
    ] as const) {
      expect(await main(['history', ...words]), path).to.equal(4);
      expect(said(), path).to.match(
        new RegExp(`${path} cannot be written, since the disk is full .*make room and do it again$`),
      );
    }
    expect(readdirSync(disk.path, { recursive: true }).map(String).sort()).to.deep.equal(
      ['.filler', 'export', 'history.duckdb', 'history.duckdb.wal'].filter((name) => existsSync(join(disk.path, name))),
    );
    disk.empty();
    expect(await main(['history', 'import', second, '--db', db])).to.equal(0);
    expect((await runs()).map(({ run_id }) => run_id)).to.deep.equal(['first', 'second']);
    expect(await main(['history', 'import', second, '--db', join(disk.path, 'new.duckdb')])).to.equal(0);
    expect(await main(['history', 'export', join(disk.path, 'export'), '--lab', 'oslo', '--db', db])).to.equal(0);
    expect(await main(['history', 'samples', join(disk.path, 'samples.parquet'), first])).to.equal(0);
  });
});
