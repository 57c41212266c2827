import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ipaDigest } from '../bisect/app-builds.js';
import type { Build } from '../bisect/builds.js';
import { installationLog, installationOrder, inTurns, pairsOfInstallations } from '../bisect/in-turns.js';
import { installationPlan } from '../bisect/installation-plan.js';
import type { DoneStep } from '../bisect/state.js';
import { storedInputs } from '../plan/pictures.js';
import { exitCodes, Problem } from '../problem.js';
import { readRun } from '../results/read-run.js';
import { openRunFolder, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { createRun } from '../run/start.js';
import { duration } from '../terminal/duration.js';
import { remainingMs } from '../terminal/eta.js';
import { confirm } from '../verdict/confirm.js';
import { shownBy } from './bisect-shown.js';
import type { Task, Way } from './bisect-way.js';

/** The driver's session and the installation, beside what the plan counts. */
const installationMs = 40_000;

const folderOf = ({ home }: Pick<Task, 'home'>, { run }: Pick<DoneStep, 'run'>): string => join(home, run);
const buildAt = ({ pair }: Task, index: number): Build =>
  installationOrder[index] === 'candidate' ? pair.candidate : pair.base;

/** Builds of the app take turns from one installation to the next: a step is a run for each of them. */
export const appsInTurns: Way = {
  async begin(task, purpose) {
    const { base, candidate } = task.pair;
    const step = { purpose, base: base.sha256, candidate: candidate.sha256, run: `step-${String(turnOf(task))}` };
    mkdirSync(folderOf(task, step), { recursive: true });
    // What cannot be planned is told before a phone is asked.
    return { ...step, installations: [await created(task, step, 0)] };
  },
  cost(task, step) {
    const [first = ''] = step.installations ?? [];
    const plan = readPlan(openRunFolder(join(folderOf(task, step), first)));
    const count = installationOrder.length;
    const time = duration(count * (remainingMs(plan, plan.launches, []) + installationMs));
    return `about ${time}, with ${String(count)} installations: ${folderOf(task, step)}`;
  },
  async measure(task, begun, save) {
    let step = begun;
    for (const index of installationOrder.keys()) {
      let run = step.installations?.[index];
      if (run === undefined) {
        run = await created(task, step, index);
        step = { ...step, installations: [...(step.installations ?? []), run] };
        save(step);
      }
      const folder = openRunFolder(join(folderOf(task, step), run));
      if (logOf(task, folder, index) !== undefined) continue;
      const build = buildAt(task, index);
      refuseOther(build);
      task.say(`installation ${String(index + 1)} of ${String(installationOrder.length)}: ${build.name}`);
      const stopped = await task.bench.measure(folder, build.path);
      if (stopped !== undefined) return stopped;
      // The others would tell nothing without it.
      if (logOf(task, folder, index) === undefined) return undefined;
    }
    return undefined;
  },
  shown(task, step) {
    const runs = (step.installations ?? []).map((id) => openRunFolder(join(folderOf(task, step), id)));
    const logs = runs.map((folder, index) => logOf(task, folder, index));
    const whole = logs.slice(0, logs.indexOf(undefined) < 0 ? logs.length : logs.indexOf(undefined));
    const where = runs[whole.length]?.path ?? folderOf(task, step);
    const confirmation = confirm(pairsOfInstallations(whole.flatMap((log) => log ?? [])), inTurns);
    return shownBy(confirmation, task, `${where}/launches.csv says more`);
  },
};

/** Makes the run of an installation. */
async function created(task: Task, step: Pick<DoneStep, 'run'>, index: number): Promise<string> {
  const { home, state, bench } = task;
  const place = { turn: turnOf(task), number: index + 1, udid: state.phone.udid };
  const plan = await installationPlan(place, state.setting, storedInputs(home));
  const source = `bisection: ${buildAt(task, index).name}, installation ${String(place.number)}`;
  const { id } = await createRun({ plan, source, suite: 'sweep' }, folderOf(task, step), bench.fleet);
  return id;
}

/** Steps are counted from 1. */
const turnOf = ({ state }: Task): number => 1 + state.steps.filter(({ shown }) => shown !== undefined).length;

function logOf(task: Task, folder: RunFolder, index: number): number | undefined {
  const phone = readRun(folder).find(({ udid }) => udid === task.state.phone.udid);
  return phone && installationLog(phone.launches, buildAt(task, index).appBuild);
}

/** What the folder has under a build's name may have been built again meanwhile. */
function refuseOther({ path, sha256 }: Build): void {
  if (ipaDigest(path) === sha256) return;
  throw new Problem(
    `${path} is not what it was when this step began; put it back, or begin the bisection anew`,
    exitCodes.missing,
  );
}
