import { join } from 'node:path';
import { isSettled } from '../bisect/settled.js';
import type { DoneStep } from '../bisect/state.js';
import { stepPlan } from '../bisect/step-plan.js';
import { pairedLaunches } from '../compare/confirmations.js';
import { storedInputs } from '../plan/pictures.js';
import { readRun } from '../results/read-run.js';
import { openRunFolder, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { createRun } from '../run/start.js';
import { planCost } from '../terminal/plan-summary.js';
import { confirm } from '../verdict/confirm.js';
import type { Confirmation } from '../verdict/confirm.js';
import { nightly } from '../verdict/design.js';
import { shownBy } from './bisect-shown.js';
import type { Task, Way } from './bisect-way.js';

const runOf = ({ home }: Task, { run }: { readonly run: string }): RunFolder => openRunFolder(join(home, run));

/** Packages take turns within each launch, as in a confirmation: a step is one run. */
export const packagesInTurns: Way = {
  async begin(task, purpose) {
    const { base, candidate } = task.pair;
    return { purpose, base: base.sha256, candidate: candidate.sha256, run: await created(task) };
  },
  cost(task, step) {
    const folder = runOf(task, step);
    return `${planCost(readPlan(folder))}: ${folder.path}`;
  },
  async measure(task, begun, save) {
    let step = begun;
    const isSpoilt = isSettled(runOf(task, step), task.state.phone.udid) && confirmed(task, step).kind === 'unusable';
    if (isSpoilt) {
      task.say(`${step.run} gave no figures, and its launches are measured again`);
      step = { ...step, run: await created(task) };
      save(step);
    }
    return task.bench.measure(runOf(task, step));
  },
  shown: (task, step) => shownBy(confirmed(task, step), task, `${runOf(task, step).path}/launches.csv says more`),
};

/** Makes the run of a step. */
async function created({ home, state, pair, bench }: Task): Promise<string> {
  const turn = 1 + state.steps.filter(({ shown }) => shown !== undefined).length;
  const plan = await stepPlan({ ...pair, turn, udid: state.phone.udid }, state.setting, storedInputs(home));
  const source = `bisection: ${pair.candidate.name} beside ${pair.base.name}`;
  return (await createRun({ plan, source, suite: 'sweep' }, home, bench.fleet)).id;
}

function confirmed(task: Task, step: DoneStep): Confirmation {
  const { state, pair } = task;
  const { udid } = state.phone;
  const folder = runOf(task, step);
  const caseId = readPlan(folder).launches[0]?.case ?? '';
  const [base, candidate] = [pair.base.sha256, pair.candidate.sha256];
  const launches = readRun(folder).flatMap((phone) =>
    phone.udid === udid ? pairedLaunches(phone, { udid, caseId, base, candidate }) : [],
  );
  return confirm(launches, nightly);
}
