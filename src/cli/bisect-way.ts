import type { Build } from '../bisect/builds.js';
import type { Purpose } from '../bisect/search.js';
import type { BisectState, DoneStep, Shown } from '../bisect/state.js';
import type { ExitCode } from '../problem.js';
import type { Bench } from './measure-again.js';

/** Two builds that are to be compared. */
export interface Pair {
  readonly base: Build;
  readonly candidate: Build;
}

/** A step of a bisection, and what it is carried out with. */
export interface Task {
  /** The bisection's folder. */
  readonly home: string;
  readonly state: BisectState;
  readonly pair: Pair;
  readonly bench: Pick<Bench, 'measure' | 'fleet'>;
  /** Tells a person how far it is. */
  readonly say: (sentence: string) => void;
}

/** How two builds are compared: packages take turns within a launch, builds of the app from one installation to the next. */
export interface Way {
  /** Prepares a step that nothing was measured of. Throws a Problem for a build that cannot be measured. */
  begin(task: Task, purpose: Purpose): Promise<DoneStep>;
  /** About how long the step takes, and where it is, in a clause. */
  cost(task: Task, step: DoneStep): string;
  /**
   * Measures what of a step is not measured yet. `save` writes down how far it is. Returns the exit code of a run that was
   * stopped, and undefined otherwise.
   */
  measure(task: Task, step: DoneStep, save: (step: DoneStep) => void): Promise<ExitCode | undefined>;
  /** What the step has shown. Throws a Problem where it lacks launches. */
  shown(task: Task, step: DoneStep): Shown;
}
