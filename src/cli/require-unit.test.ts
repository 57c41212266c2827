import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  finished,
  hello,
  measured,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  writeRun,
} from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { rowsOf } from '../../test/rig/run-folder.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Event } from '../contract/events.js';
import { exitCodes } from '../problem.js';
import { readProvenance } from '../results/read-provenance.js';
import { provenanceFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { createRun } from '../run/start.js';
import { commandLine } from './command-line.js';
import { sourceOf } from './run.js';
import { tables } from './tables.js';

const ignore = (): void => undefined;

const onIphone = (events: readonly Event[]): Event[] =>
  events.map((event) =>
    event.event === 'hello' ? { ...event, device: { ...event.device, kind: 'physical' } } : event,
  );

/** The phone says that it prefers the CPU for all that `all` was asked for. */
const prepared = onIphone([
  hello,
  { event: 'start', tNs: 2, step: 0, do: 'placement' },
  { event: 'result', tNs: 3, step: 0, do: 'placement', shares: { cpu: 1, gpu: 0, ane: 0 } },
]);
const timed = onIphone(measured([2e6, 2e6]));

describe('run --require-unit', () => {
  let home = '';

  beforeEach(() => {
    home = temporaryFolder().path;
  });

  const plan = planOf([plannedCase('c')], [plannedLaunch('p', { kind: 'prepare' }), plannedLaunch('m', { case: 'c' })]);

  /** A run that was begun with or without the option, and whose phone did all of it. */
  async function ended(requireUnit: boolean): Promise<RunFolder> {
    const begun = await createRun({ plan, source: 'test', suite: 'sweep', requireUnit }, home);
    const entries = [session(), finished('p', { status: 'ok' }), finished('m', { status: 'ok' })];
    return writeRun(begun.path, readPlanAsWritten(begun), entries, { p: prepared, m: timed });
  }
  const readPlanAsWritten = ({ path }: RunFolder): typeof plan =>
    JSON.parse(readFileSync(join(path, 'plan.json'), 'utf8')) as typeof plan;

  async function tablesOf({
    path,
  }: RunFolder): Promise<{ readonly code: number; readonly row: Record<string, string> }> {
    let code: number = exitCodes.pass;
    const { handler } = tables((asked) => {
      code = asked;
    });
    await handler({ run: path, redact: false, _: [], $0: 'rezbench' });
    return { code, row: rowsOf(join(path, 'results.csv'))[0] ?? {} };
  }

  it('makes a case not ok that another unit did than was asked for, and the exit code 4', async () => {
    const { code, row } = await tablesOf(await ended(true));
    expect(row).to.include({
      status: 'other_unit',
      observed_unit: 'cpu',
      reason: 'all was asked for, and the CPU computed: MLComputePlan prefers it for 100 % of operations',
    });
    expect(row['latency_median_ms']).to.equal('2');
    expect(code).to.equal(exitCodes.missing);
  });

  it('is no more than a warning without it', async () => {
    const { code, row } = await tablesOf(await ended(false));
    expect(row).to.include({ status: 'ok', observed_unit: 'cpu' });
    expect(row['warnings']).to.contain('all was asked for, and the CPU computed');
    expect(code).to.equal(exitCodes.pass);
  });

  const asked = {
    sweep: 'test/sweeps/sample.yaml',
    units: [],
    size: [],
    'retry-quarantined': false,
    'require-unit': true,
  };

  it('reaches the run that it begins', async () => {
    const source = await sourceOf({ ...asked, out: home });
    expect(source.kind === 'new' && source.request.requireUnit).to.equal(true);
    const other = await sourceOf({ ...asked, 'require-unit': false, out: home });
    expect(other.kind === 'new' && other.request.requireUnit).to.equal(false);
  });

  it('stays with a run that goes on, and is refused for one that was begun without it', async () => {
    const [strict, lax] = [await ended(true), await ended(false)];
    expect(readProvenance(strict).require_unit).to.equal(true);
    expect(await sourceOf({ ...asked, resume: strict.path, out: home })).to.include({ kind: 'resume' });
    expect((await problemOf(() => sourceOf({ ...asked, resume: lax.path, out: home }))).message).to.equal(
      '--require-unit: the run was begun without it; leave it out, or start a new run',
    );
  });

  it('is not forgotten with a run.json that is damaged', async () => {
    const folder = await ended(true);
    writeFileSync(provenanceFile(folder), '{');
    expect((await problemOf(() => tablesOf(folder))).message).to.match(/run\.json is damaged/);
  });

  it('is among the options that help shows', async () => {
    let said = '';
    await commandLine([], ignore, ignore).parseAsync(['run', '--help'], {}, (_error, _arguments, output) => {
      said = output;
    });
    expect(said).to.contain('--require-unit');
  });
});
