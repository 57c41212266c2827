import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ipaDigest } from '../bisect/app-builds.js';
import type { Build } from '../bisect/builds.js';
import { installationLog, installationOrder, inTurns, pairsOfInstallations } from '../bisect/in-turns.js';
import { installationPlan } from '../bisect/installation-plan.js';
import { isSettled } from '../bisect/settled.js';
import type { DoneStep } from '../bisect/state.js';
import { storedInputs } from '../plan/pictures.js';
import { exitCodes, Problem } from '../problem.js';
import type { PhoneRecord } from '../results/case-record.js';
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
    const update = (runs: readonly string[]): void => {
      step = { ...step, installations: [...runs] };
      save(step);
    };
    update(withoutSpoilt(task, step));
    for (let index = 0; index < installationOrder.length;) {
      const runs = step.installations ?? [];
      const run = runs[index] ?? (await created(task, step, index));
      if (runs[index] === undefined) update([...runs, run]);
      const folder = openRunFolder(join(folderOf(task, step), run));
      if (logOf(task, folder, index) === undefined) {
        const build = buildAt(task, index);
        refuseOther(build);
        task.say(`installation ${String(index + 1)} of ${String(installationOrder.length)}: ${build.name}`);
        const stopped = await task.bench.measure(folder, build.path);
        if (stopped !== undefined) return stopped;
        // The others would tell nothing without it.
        if (logOf(task, folder, index) === undefined) return undefined;
      }
      if (hasFirstSystem(task, step, folder)) index += 1;
      else {
        task.say(`iOS was updated on ${task.state.phone.name} in the midst of this step, which begins anew`);
        update([]);
        index = 0;
      }
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

/** The runs of a step up to the first that has ended and told nothing, as after an error that the app reported. */
function withoutSpoilt(task: Task, step: DoneStep): readonly string[] {
  const runs = step.installations ?? [];
  const spoilt = runs.findIndex((run, index) => {
    const folder = openRunFolder(join(folderOf(task, step), run));
    return isSettled(folder, task.state.phone.udid) && logOf(task, folder, index) === undefined;
  });
  if (spoilt < 0) return runs;
  task.say(`installation ${String(spoilt + 1)} gave no figures, and is measured again`);
  return runs.slice(0, spoilt);
}

/** Whether an installation ran on the iOS that the step's first one ran on. */
function hasFirstSystem(task: Task, step: DoneStep, folder: RunFolder): boolean {
  const [first = ''] = step.installations ?? [];
  const systemsOf = (run: RunFolder): string[] =>
    phoneIn(task, run)?.launches.flatMap(({ hello }) => hello?.os.build ?? []) ?? [];
  const systems = [openRunFolder(join(folderOf(task, step), first)), folder].flatMap(systemsOf);
  return new Set(systems).size <= 1;
}

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
  const phone = phoneIn(task, folder);
  return phone && installationLog(phone.launches, buildAt(task, index).appBuild);
}

const phoneIn = ({ state }: Task, folder: RunFolder): PhoneRecord | undefined =>
  readRun(folder).find(({ udid }) => udid === state.phone.udid);

/** What the folder has under a build's name may have been built again meanwhile. */
function refuseOther({ path, sha256 }: Build): void {
  if (ipaDigest(path) === sha256) return;
  throw new Problem(
    `${path} is not what it was when this step began; put it back, or begin the bisection anew`,
    exitCodes.missing,
  );
}
