import { browser } from '@wdio/globals';
import { checks } from '../src/first-light/checks/index.js';
import { readEvidence } from '../src/first-light/judge-run.js';
import { writeObserved } from '../src/first-light/observed.js';
import { openBench, pendingLaunches } from '../src/run/session.js';
import type { Bench } from '../src/run/session.js';
import { conduct, observePhone } from '../src/first-light/conduct.js';
import { phoneVariable, readRunState, runVariable } from '../src/run/state.js';
import { launchLimitMs } from '../src/plan/limits.js';
import { readPlan } from '../src/results/run-folder.js';

// WebdriverIO loads a spec before it asks for the session.
const began = performance.now();
const state = readRunState(process.env[runVariable] ?? '');
const { folder } = state;
const plan = readPlan(folder);
const udid = process.env[phoneVariable];
const phone = state.phones.find(({ target }) => target.udid === udid);
if (phone === undefined) throw new Error(`no phone ${String(udid)} in this run`);
const { target } = phone;

/** The ten-minute acceptance of a phone: first it is put through its launches, then each check judges what came of them. */
describe(`first light of ${target.name} (iOS ${target.osVersion})`, () => {
  describe('launches', () => {
    let bench: Bench;

    before('take the phone', async () => {
      writeObserved(folder, target.udid, { sessionMs: performance.now() - began });
      const asked = performance.now();
      try {
        bench = await openBench(browser, state, target);
      } catch (error) {
        writeObserved(folder, target.udid, { troubles: { install: String(error).split('\n')[0] ?? '' } });
        throw error;
      }
      writeObserved(folder, target.udid, { installMs: performance.now() - asked });
      await observePhone(bench);
    });

    after('let go of it', () => bench.close());

    for (const launch of pendingLaunches(folder, plan, target)) {
      it(launch.id, async function () {
        this.timeout(launchLimitMs(plan, launch));
        await conduct(bench, launch);
      });
    }
  });

  describe('checks', () => {
    for (const { name, claim, judge } of checks) {
      it(`${name}: ${claim}`, function () {
        const verdict = judge(readEvidence(state, target));
        if (verdict.outcome === 'failed') throw new Error(`${verdict.reason}. ${verdict.remedy}.`);
        if (verdict.outcome !== 'passed') this.skip();
      });
    }
  });
});
