import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { plannedCase, plannedLaunch, planOf } from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Lab } from '../lab/lab.js';
import { exitCodes } from '../problem.js';
import { planFile, provenanceFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { RezbenchService } from '../wdio/service.js';
import { judgeAndTabulate } from './conclude.js';
import { createRun, renewPhone, reopenRun } from './start.js';
import { readRunState, runVariable, writeRunState } from './state.js';
import type { RunPhone, RunState } from './state.js';
import { Worker } from './worker.js';

describe("a run's plan", () => {
  const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
  const target = { udid: 'u', name: 'Ann', osVersion: '26.1' };
  let folder: RunFolder;
  beforeEach(async () => {
    folder = await createRun({ plan, source: 'test', suite: 'sweep' }, temporaryFolder().path);
    writeRunState(state());
  });

  const edit = (): void => {
    const text = readFileSync(planFile(folder), 'utf8');
    writeFileSync(planFile(folder), text.replace('"expectedMs":1000', '"expectedMs":1001'));
  };
  const state = (): RunState => ({
    folder,
    endpoint: { protocol: 'http', hostname: 'h', port: 1, path: '/' },
    app: { ipa: '', bundleId: 'b', build: '1' },
    phones: [{ target, capabilities: {}, journaled: 0 }],
  });

  for (const [what, read] of Object.entries<() => unknown>({
    'run --resume': () => reopenRun(folder.path),
    tables: () => judgeAndTabulate(folder),
    'a worker': () => new Worker({ ...state(), phone: { target, capabilities: {}, journaled: 0 } }),
  })) {
    it(`is refused by ${what} once it was edited, with exit code 2, and taken again when it is back`, async () => {
      const whole = readFileSync(planFile(folder));
      await read();
      edit();
      const { message, exitCode } = await problemOf(read);
      expect(message).to.equal(
        `${planFile(folder)} has changed since the run was made; put it back as it was, or run the sweep anew`,
      );
      expect(exitCode).to.equal(exitCodes.usage);
      writeFileSync(planFile(folder), whole);
      await read();
    });
  }

  it("is refused by WebdriverIO's service, which ends the launcher with that code", async () => {
    edit();
    const { env } = process;
    const exit = process.exit.bind(process);
    const error = console.error.bind(console);
    const said: unknown[] = [];
    let code: unknown;
    try {
      env[runVariable] = folder.path;
      console.error = (sentence: unknown) => said.push(sentence);
      process.exit = (given) => {
        code = given;
        throw new Error('ended');
      };
      await new RezbenchService({}).onPrepare({} as WebdriverIO.Config, []).catch(() => undefined);
    } finally {
      Reflect.deleteProperty(env, runVariable);
      process.exit = exit;
      console.error = error;
    }
    expect(code).to.equal(exitCodes.usage);
    expect(said).to.deep.equal([
      `rezbench: ${planFile(folder)} has changed since the run was made; put it back as it was, or run the sweep anew`,
    ]);
  });

  it('is not compared where an earlier version wrote run.json, which does not say', () => {
    const { plan_sha256: digest, ...older } = JSON.parse(readFileSync(provenanceFile(folder), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(digest).to.match(/^[0-9a-f]{64}$/);
    writeFileSync(provenanceFile(folder), JSON.stringify(older));
    edit();
    expect(reopenRun(folder.path)).to.deep.equal(folder);
  });
});

const unusedLab: Lab = {
  ipa: '',
  phones: () => Promise.resolve([]),
  now: (target) => Promise.resolve(target),
  isPresent: () => Promise.resolve(true),
  capabilities: () => Promise.resolve({}),
  endpoint: () => Promise.reject(new Error('no server')),
  lock: () => Promise.resolve(() => Promise.resolve()),
  close: () => Promise.resolve(),
};

describe('phones of a run that get another worker', () => {
  const phoneOf = (udid: string): RunPhone => ({
    target: { udid, name: udid, osVersion: '17.5' },
    capabilities: { 'appium:wdaLocalPort': 8100 },
    journaled: 3,
  });

  it('have the server replaced first, and each its own capabilities written down beside the latest server', async () => {
    const folder = await createRun({ plan: planOf([], []), source: 'test', suite: 'sweep' }, temporaryFolder().path);
    const phones = ['A', 'B'].map(phoneOf);
    const common = {
      folder,
      endpoint: { protocol: 'http', hostname: 'h', port: 1, path: '/' },
      app: { ipa: '', bundleId: 'b', build: '1' },
    } as const;
    writeRunState({ ...common, phones });
    // The server has died. Another one starts for whoever asks first, and dies once a phone was asked about.
    let port = 1;
    let isDead = true;
    const lab: Lab = {
      ...unusedLab,
      endpoint: async () => {
        if (isDead) port += 1;
        isDead = false;
        const now = port;
        await Promise.resolve();
        return { ...common.endpoint, port: now };
      },
      capabilities: async ({ udid }) => {
        if (isDead) throw new Error('no server answers');
        await Promise.resolve();
        if (udid === 'A') isDead = true;
        return { 'appium:wdaLocalPort': udid === 'A' ? 8101 : 8102 };
      },
    };
    const renewed = await Promise.all(phones.map((phone) => renewPhone(common, lab, phone)));
    expect(renewed.map(({ capabilities }) => capabilities['appium:wdaLocalPort'])).to.deep.equal([8101, 8102]);
    const written = readRunState(folder.path);
    expect(written.phones).to.deep.equal(renewed);
    expect(written.endpoint.port).to.equal(3);
  });
});
