import { join } from 'node:path';
import { stepPlan } from '../bisect/step-plan.js';
import { pairedLaunches } from '../compare/confirmations.js';
import { storedInputs } from '../plan/pictures.js';
import { readRun } from '../results/read-run.js';
import { openRunFolder, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { createRun } from '../run/start.js';
import { planCost } from '../terminal/plan-summary.js';
import { confirm } from '../verdict/confirm.js';
import { nightly } from '../verdict/design.js';
import { shownBy } from './bisect-shown.js';
import type { Task, Way } from './bisect-way.js';

const runOf = ({ home }: Task, { run }: { readonly run: string }): RunFolder => openRunFolder(join(home, run));

/** Packages take turns within each launch, as in a confirmation: a step is one run. */
export const packagesInTurns: Way = {
  async begin({ home, state, pair, bench }, purpose) {
    const turn = state.steps.length + 1;
    const plan = await stepPlan({ ...pair, turn, udid: state.phone.udid }, state.setting, storedInputs(home));
    const source = `bisection: ${pair.candidate.name} beside ${pair.base.name}`;
    const { id } = await createRun({ plan, source, suite: 'sweep' }, home, bench.fleet);
    return { purpose, base: pair.base.sha256, candidate: pair.candidate.sha256, run: id };
  },
  cost(task, step) {
    const folder = runOf(task, step);
    return `${planCost(readPlan(folder))}: ${folder.path}`;
  },
  measure: (task, step) => task.bench.measure(runOf(task, step)),
  shown(task, step) {
    const { state, pair } = task;
    const { udid } = state.phone;
    const folder = runOf(task, step);
    const caseId = readPlan(folder).launches[0]?.case ?? '';
    const [base, candidate] = [pair.base.sha256, pair.candidate.sha256];
    const launches = readRun(folder).flatMap((phone) =>
      phone.udid === udid ? pairedLaunches(phone, { udid, caseId, base, candidate }) : [],
    );
    return shownBy(confirm(launches, nightly), task, `${folder.path}/launches.csv says more`);
  },
};
