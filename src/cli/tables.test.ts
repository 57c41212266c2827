import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  enlarged,
  finished,
  measured,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  udid,
  writeRun,
} from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { gateRun } from '../gate/gate-run.js';
import { exitCodes } from '../problem.js';
import { qualityFile } from '../results/quality-file.js';
import { eventsFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeRunState } from '../run/state.js';
import { tables } from './tables.js';

describe('tables', () => {
  const measuring = ['m', 'm-2', 'm-3', 'm-4', 'm-5', 'm-6'];
  const plan = planOf(
    [plannedCase('c')],
    [
      plannedLaunch('p', { kind: 'prepare' }),
      ...measuring.map((id) => plannedLaunch(id, { case: 'c' })),
      plannedLaunch('q', { kind: 'quality' }),
    ],
  );
  const made = enlarged('q', [{ image: 'bird', psnrYDb: 30, fidelityDb: 50 }]);
  const events = { ...Object.fromEntries(measuring.map((id) => [id, measured([5_000_000])])), q: made.events };
  let path: string;
  beforeEach(() => {
    path = temporaryFolder().path;
  });

  const runOf = (ids: readonly string[]): RunFolder =>
    writeRun(
      path,
      plan,
      [session(), ...ids.map((id) => finished(id, { status: 'ok' }))],
      events,
      ids.includes('q') ? made.judged : [],
    );

  /** What the command ends with and says on the error output, and what a gate then says about latency alone. */
  async function concluded(folder: RunFolder) {
    const said: string[] = [];
    const { log, error } = console;
    let code: number = exitCodes.pass;
    try {
      console.log = () => undefined;
      console.error = (sentence: string) => said.push(sentence);
      await tables((given) => {
        code = given;
      }).handler({ run: folder.path } as never);
    } finally {
      Object.assign(console, { log, error });
    }
    const file = join(folder.path, 'budgets.yaml');
    writeFileSync(file, 'rules:\n  - { metric: latency_median_ms, max: 100 }\n');
    const { outcome, exit_code, findings } = gateRun(folder, { file, level: 'nightly', allowVirtual: true }).verdict;
    return { code, said, gate: [outcome, exit_code, findings[0]?.reason] };
  }

  it('exit 0 for a run of which everything is there, and a gate may pass it', async () => {
    expect(await concluded(runOf(['p', ...measuring, 'q']))).to.deep.equal({
      code: exitCodes.pass,
      said: [],
      gate: ['passed', exitCodes.pass, 'at most 100'],
    });
  });

  const unfinished = (why: string) => ({
    code: exitCodes.missing,
    said: ['rezbench: 1 of 1 cases have no result; their status says why'],
    gate: ['missing', exitCodes.missing, `skipped: ${why}`],
  });

  it('exit 4 for six of eight launches without any quality, and no gate passes them, whatever it asks for', async () => {
    expect(await concluded(runOf(['p', ...measuring.slice(1)]))).to.deep.equal(
      unfinished('1 of its 6 launches is missing; resume the run'),
    );
    expect(await concluded(runOf(['p', ...measuring]))).to.deep.equal(
      unfinished('1 of its 8 launches is missing; resume the run'),
    );
    expect(await concluded(runOf([...measuring, 'q']))).to.deep.equal(
      unfinished('1 of its 8 launches is missing; resume the run'),
    );
  });

  it('exit 4 for events that are missing or were edited, by name, and no gate passes them', async () => {
    const folder = runOf(['p', ...measuring, 'q']);
    const file = (launch: string): string => join(folder.path, eventsFile(udid, launch));
    rmSync(file('q'));
    writeFileSync(file('m-3'), readFileSync(file('m-3'), 'utf8').replace('5000000', '4000000'));
    const { code, said, gate } = await concluded(folder);
    const reason = (launch: string, what: string): string =>
      `the app's ${eventsFile(udid, launch)} cannot be read: ${what}; put it back, or run the sweep anew`;
    expect(code).to.equal(exitCodes.missing);
    expect(said.slice(1)).to.deep.equal([
      `rezbench: m-3 of A phone: ${reason('m-3', 'it is not what the app wrote any more')}`,
      `rezbench: q of A phone: ${reason('q', 'it is missing')}`,
    ]);
    expect(gate[0]).to.equal('missing');
    expect(gate[2]).to.equal(`unreadable: ${reason('m-3', 'it is not what the app wrote any more')}`);
  });

  it('exit 4 for a run of which one phone gave no session, by name', async () => {
    const folder = runOf(['p', ...measuring, 'q']);
    const phoneOf = (id: string, name: string) => ({
      target: { udid: id, name, osVersion: '17.5' },
      capabilities: {},
      journaled: 0,
    });
    writeRunState({
      folder,
      endpoint: { protocol: 'http', hostname: 'h', port: 1, path: '/' },
      app: { ipa: '', bundleId: 'b', build: 'b1' },
      phones: [phoneOf(udid, 'A phone'), phoneOf('00008120-000B', 'Another')],
    });
    const { code, said } = await concluded(folder);
    expect([code, said]).to.deep.equal([exitCodes.missing, ['rezbench: Another gave no session; resume the run']]);
  });

  it('refuse an LPIPS file that compares no two images, before anything is judged', async () => {
    const folder = runOf(['p', ...measuring, 'q']);
    const file = join(path, 'notes.onnx');
    writeFileSync(file, 'not a network');
    const { message } = await problemOf(() =>
      tables(() => undefined).handler({ run: folder.path, lpips: file } as never),
    );
    expect(message).to.match(
      /^.+notes\.onnx is no network that compares two images: .+; give an ONNX file with two inputs/,
    );
  });

  it('exit 4 for a run that no phone has begun', async () => {
    const folder = runOf(['p', ...measuring, 'q']);
    rmSync(join(folder.path, 'journal', `${udid}.jsonl`));
    rmSync(qualityFile(folder));
    let code: number = exitCodes.pass;
    const { log, error } = console;
    try {
      Object.assign(console, { log: () => undefined, error: () => undefined });
      await tables((given) => {
        code = given;
      }).handler({ run: folder.path } as never);
    } finally {
      Object.assign(console, { log, error });
    }
    expect(code).to.equal(exitCodes.missing);
  });
});
