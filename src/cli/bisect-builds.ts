import { join } from 'node:path';
import { buildsBetween } from '../bisect/builds.js';
import type { Build } from '../bisect/builds.js';
import { observed } from '../bisect/observation.js';
import { confirmationsFor, nextStep } from '../bisect/search.js';
import type { Next } from '../bisect/search.js';
import { observationsOf, writeState } from '../bisect/state.js';
import type { BisectState, DoneStep } from '../bisect/state.js';
import { stepPlan } from '../bisect/step-plan.js';
import { conclude, purposeText } from '../bisect/words.js';
import type { Conclusion } from '../bisect/words.js';
import { pairedLaunches } from '../compare/confirmations.js';
import { storedInputs } from '../plan/pictures.js';
import { exitCodes, Problem } from '../problem.js';
import type { ExitCode } from '../problem.js';
import { readRun } from '../results/read-run.js';
import { openRunFolder, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { createRun } from '../run/start.js';
import { planCost } from '../terminal/plan-summary.js';
import { confirm } from '../verdict/confirm.js';
import { nightly } from '../verdict/design.js';
import { explainUnusable } from '../verdict/unusable.js';
import type { Bench } from './measure-again.js';

/** What ends a bisection: an answer, or the exit code of a run that was stopped. */
export type Bisected =
  { readonly conclusion: Conclusion; readonly state: BisectState; readonly builds: readonly Build[] } | ExitCode;

/**
 * Measures what the search asks for, one confirmation after another, until there is an answer. Each step is written down before
 * it is measured and when it is done, so that a bisection that was interrupted goes on. Throws a Problem for ends that are none,
 * builds that changed meanwhile, and a build that a phone cannot measure.
 */
export async function bisectBuilds(
  home: string,
  begun: BisectState,
  bench: Pick<Bench, 'measure' | 'fleet'>,
  say: (sentence: string) => void,
): Promise<Bisected> {
  const builds = buildsBetween(begun.setting);
  let state = begun;
  for (;;) {
    const observations = observationsOf(home, state, builds);
    const next = nextStep(builds.length, observations);
    if (next.kind !== 'measure') {
      return { conclusion: conclude(next, builds, state.phone.name, observations), state, builds };
    }
    const pair = pairOf(next, builds);
    let step = openStep(state, pair);
    if (step === undefined) {
      step = await newStep(home, state, next, pair, bench);
      state = { ...state, steps: [...state.steps.filter(({ shown }) => shown !== undefined), step] };
      writeState(home, state);
    }
    const folder = openRunFolder(join(home, step.run));
    say(
      `confirmation ${String(observations.length + 1)} of at most ${String(confirmationsFor(builds.length))}: ` +
        `${purposeText(next.purpose, pair.base, pair.candidate)} ${planCost(readPlan(folder))}: ${folder.path}`,
    );
    const stopped = await bench.measure(folder);
    if (stopped !== undefined) return stopped;
    const shown = shownBy(folder, state, pair);
    state = { ...state, steps: [...state.steps.slice(0, -1), { ...step, shown }] };
    writeState(home, state);
  }
}

interface Pair {
  readonly base: Build;
  readonly candidate: Build;
}

function pairOf({ base, candidate }: Extract<Next, { kind: 'measure' }>, builds: readonly Build[]): Pair {
  const [one, other] = [builds[base], builds[candidate]];
  if (one === undefined || other === undefined) throw new Error('the search asks for a build that there is not');
  return { base: one, candidate: other };
}

/** The step that was begun, where it is the one that is due. */
const openStep = ({ steps }: BisectState, { base, candidate }: Pair): DoneStep | undefined =>
  steps.find((step) => step.shown === undefined && step.base === base.sha256 && step.candidate === candidate.sha256);

async function newStep(
  home: string,
  { setting, steps, phone: { udid } }: BisectState,
  { purpose }: Extract<Next, { kind: 'measure' }>,
  pair: Pair,
  { fleet }: Pick<Bench, 'fleet'>,
): Promise<DoneStep> {
  const plan = await stepPlan({ ...pair, turn: steps.length + 1, udid }, setting, storedInputs(home));
  const source = `bisection: ${pair.candidate.name} beside ${pair.base.name}`;
  const { id } = await createRun({ plan, source, suite: 'sweep' }, home, fleet);
  return { purpose, base: pair.base.sha256, candidate: pair.candidate.sha256, run: id };
}

function shownBy(
  folder: RunFolder,
  { phone: { udid, name } }: BisectState,
  { base, candidate }: Pair,
): DoneStep['shown'] {
  const caseId = readPlan(folder).launches[0]?.case ?? '';
  const launches = readRun(folder).flatMap((phone) =>
    phone.udid === udid ? pairedLaunches(phone, { udid, caseId, base: base.sha256, candidate: candidate.sha256 }) : [],
  );
  const confirmation = confirm(launches, nightly);
  const found = observed(0, 1, confirmation);
  if (found !== undefined) {
    const { kind, log, error, degrees, isEquivalent } = found;
    return { kind, log, error, degrees, isEquivalent };
  }
  const why = confirmation.kind === 'unusable' ? explainUnusable(confirmation.why) : '';
  throw new Problem(
    `${candidate.name} and ${base.name} could not be compared on ${name} (${why}; ${folder.path}/launches.csv says more); go on with --resume, or take a build that fails out of the folder`,
    exitCodes.missing,
  );
}
