import { isModelArm } from '../../../contract/job.js';
import type { Arm, Job, ModelArm, StepName, StepOf } from '../../../contract/job.js';
import type { ResultOf, ThermalState } from '../../../contract/events.js';
import type { Rgb8 } from '../../../image/rgb.js';
import type { Predictor } from '../../../runtime/index.js';
import type { Container } from '../container.js';
import type { LoadRecord } from '../load-record.js';
import type { ModelCache } from '../system/model-cache.js';
import type { Scene } from '../system/scene.js';

/** What the steps of one launch share. */
export interface Context {
  readonly job: Job;
  readonly container: Container;
  readonly osBuild: string;
  readonly osVersion: string;
  readonly scene: Scene;
  readonly thermal: () => ThermalState;
  /** How much longer than asked it waits for its scene to become active. */
  readonly patienceMs: number;
  readonly models: ModelCache;
  /** What was loaded before, and how the next load comes about. */
  readonly loads: LoadRecord;
  /** Loaded models by arm. */
  readonly loaded: Map<string, Predictor>;
  readonly images: Map<string, Rgb8>;
  /** Reports how far the running step is, 0 to 1. */
  readonly progress: (share: number) => void;
}

/** What a load is about to open. */
export interface Loadable {
  /** What a person should know of it. */
  readonly note: string;
  readonly predictor: () => Promise<Predictor>;
}

/** What a step found, without what every result event carries. */
export type Finding<Name extends StepName> = Omit<ResultOf<Name>, 'event' | 'tNs' | 'step' | 'do'>;

export type Execute<Name extends StepName> = (step: StepOf<Name>, context: Context) => Promise<Finding<Name>>;

/** The step cannot be done, as opposed to a bug in the app. */
export class StepError extends Error {
  readonly kind: 'unsupported' | 'disturbed' | 'failed';

  constructor(kind: StepError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

export function armOf({ job }: Context, name: string): Arm {
  const arm = job.arms[name];
  if (arm === undefined) throw new StepError('failed', `no arm ${name}`);
  return arm;
}

export function modelArmOf(context: Context, name: string): ModelArm {
  const arm = armOf(context, name);
  if (!isModelArm(arm)) throw new StepError('failed', `arm ${name} has no model`);
  return arm;
}

export function predictorOf({ loaded }: Context, arm: string): Predictor {
  const predictor = loaded.get(arm);
  if (predictor === undefined) throw new StepError('failed', `arm ${arm} is not loaded`);
  return predictor;
}
