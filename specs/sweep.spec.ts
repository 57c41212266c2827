import { browser } from '@wdio/globals';
import { explain } from '../src/contract/outcome.js';
import { launchLimitMs } from '../src/plan/limits.js';
import { openBench, pendingLaunches } from '../src/run/session.js';
import type { Bench } from '../src/run/session.js';
import { runAnchor, runLaunch } from '../src/run/launch.js';
import { phoneVariable, readRunState, runVariable } from '../src/run/state.js';
import { readPlan } from '../src/results/run-folder.js';

const state = readRunState(process.env[runVariable] ?? '');
const plan = readPlan(state.folder);
const udid = process.env[phoneVariable];
const phone = state.phones.find(({ target }) => target.udid === udid);
if (phone === undefined) throw new Error(`no phone ${String(udid)} in this run`);
const { target } = phone;
const pending = pendingLaunches(state.folder, plan, target);

if (pending.length > 0) {
  describe(`${target.name} (iOS ${target.osVersion})`, () => {
    let bench: Bench;

    before('take the phone', async () => {
      bench = await openBench(browser, state, target);
    });

    after('let go of it', () => bench.close());

    const { anchor } = plan;
    if (anchor) {
      it('anchor', async function () {
        this.timeout(launchLimitMs(plan, anchor));
        const outcome = await runAnchor(bench, anchor);
        if (outcome.status !== 'ok') throw new Error(explain(outcome));
      });
    }

    for (const launch of pending) {
      it(launch.id, async function () {
        this.timeout(launchLimitMs(plan, launch));
        const outcome = await runLaunch(bench, launch);
        if (outcome.status === 'unsupported') this.skip();
        if (outcome.status !== 'ok') throw new Error(explain(outcome));
      });
    }
  });
}
