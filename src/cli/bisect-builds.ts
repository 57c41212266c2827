import { buildsBetween } from '../bisect/builds.js';
import type { Build } from '../bisect/builds.js';
import { confirmationsFor, nextStep } from '../bisect/search.js';
import type { Next } from '../bisect/search.js';
import { observationsOf, writeState } from '../bisect/state.js';
import type { BisectState, DoneStep } from '../bisect/state.js';
import { conclude, purposeText } from '../bisect/words.js';
import type { Conclusion } from '../bisect/words.js';
import type { ExitCode } from '../problem.js';
import { appsInTurns } from './bisect-apps.js';
import { packagesInTurns } from './bisect-packages.js';
import type { Pair, Task } from './bisect-way.js';
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
  const way = begun.setting.model === undefined ? packagesInTurns : appsInTurns;
  let state = begun;
  for (;;) {
    const observations = observationsOf(home, state, builds);
    const next = nextStep(builds.length, observations);
    if (next.kind !== 'measure') {
      return { conclusion: conclude(next, builds, state.phone.name, observations), state, builds };
    }
    const pair = pairOf(next, builds);
    const task: Task = { home, state, pair, bench, say };
    let step = openStep(state, pair) ?? (await way.begin(task, next.purpose));
    const save = (now: DoneStep): void => {
      step = now;
      state = { ...task.state, steps: [...doneSteps(task.state), now] };
      writeState(home, state);
    };
    save(step);
    say(
      `confirmation ${String(observations.length + 1)} of at most ${String(confirmationsFor(builds.length))}: ` +
        `${purposeText(next.purpose, pair.base, pair.candidate)} ${way.cost(task, step)}`,
    );
    const stopped = await way.measure(task, step, save);
    if (stopped !== undefined) return stopped;
    save({ ...step, shown: way.shown(task, step) });
  }
}

function pairOf({ base, candidate }: Extract<Next, { kind: 'measure' }>, builds: readonly Build[]): Pair {
  const [one, other] = [builds[base], builds[candidate]];
  if (one === undefined || other === undefined) throw new Error('the search asks for a build that there is not');
  return { base: one, candidate: other };
}

const doneSteps = ({ steps }: BisectState): DoneStep[] => steps.filter(({ shown }) => shown !== undefined);

/** The step that was begun, where it is the one that is due. */
const openStep = ({ steps }: BisectState, { base, candidate }: Pair): DoneStep | undefined =>
  steps.find((step) => step.shown === undefined && step.base === base.sha256 && step.candidate === candidate.sha256);
