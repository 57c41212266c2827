import { join } from 'node:path';
import { thermalStates } from '../../../contract/events.js';
import type { ThermalState } from '../../../contract/events.js';
import { isModelArm, loadKey } from '../../../contract/job.js';
import type { ModelArm, StepName, StepOf } from '../../../contract/job.js';
import { baseOf } from '../../modelled/base.js';
import type { Base } from '../../modelled/base.js';
import { hotter } from '../../modelled/launch.js';
import type { ModelledLaunch } from '../../modelled/launch.js';
import { workOfArm } from '../../modelled/work.js';
import { awaitForeground, timed } from './foreground.js';
import { steps } from './index.js';
import { compiledPath } from './models.js';
import { place } from './place.js';
import { armOf, modelArmOf, predictorOf, StepError } from './step.js';
import type { Context, Execute } from './step.js';

/** Nothing is known of what it costs. */
const noUpscaler = "a modelled phone has no model of iOS's own upscaler";

type Steps = { readonly [Name in StepName]: Execute<Name> };

/** A compilation that finds its model compiled, and how often a cool-down looks at the phone, in seconds. */
const reusedS = 0.001;
const lookS = 1;

/**
 * The steps of an app on a modelled phone. What can be seen of a model is real: it is compiled, and loaded when an output is
 * asked for, which is computed. What a step takes and how much memory the process has is the model's, and no time passes by it.
 */
export function modelledSteps(launch: ModelledLaunch, appBuild: string): Steps {
  const thermalNow = (context: Context): ThermalState => launch.thermal(context.thermal());
  const baseOfArm = (context: Context, name: string): Base => {
    const arm = modelArmOf(context, name);
    const kept = join(context.container.compiled, context.osBuild, `${workName(arm)}.json`);
    return baseOf(arm, workOfArm(place(context.container, arm.model), arm, kept), launch.phone, appBuild);
  };
  const predictions = (step: StepOf<'warmup'> | StepOf<'measure'>, context: Context) => {
    predictorOf(context, step.arm);
    const scope = step.do === 'measure' ? step.scope : 'predict';
    const { thermal, ...timings } = launch.iterate(step.arm, scope, step.tiles.length, extentOf(step));
    context.progress(1);
    const byFault = context.thermal();
    return { ...timings, thermal: thermal.map(([at, state]): [number, ThermalState] => [at, hotter(state, byFault)]) };
  };
  return {
    ...steps,
    async compile(step, context) {
      const done = await steps.compile(step, context);
      const compileNs = launch.take(done.reused ? reusedS : baseOfArm(context, step.arm).coldLoadS);
      return { ...done, compileNs, ...launch.memory() };
    },
    load: timed(async (step, context) => {
      if (!isModelArm(armOf(context, step.arm))) throw new StepError('unsupported', noUpscaler);
      const arm = modelArmOf(context, step.arm);
      const key = loadKey(arm);
      const procedure = context.loads.begin(key);
      context.loaded.set(step.arm, await context.models.load(compiledPath(context, arm), arm));
      const number = Object.keys(context.job.arms).indexOf(step.arm);
      const loadNs = launch.load(step.arm, number, baseOfArm(context, step.arm), procedure === 'prepared');
      context.loads.end(key);
      return { loadNs, procedure, notes: [], ...launch.memory() };
    }),
    async pause({ durationS }, context) {
      await awaitForeground(context);
      launch.idle(durationS);
      return { waitedNs: Math.round(durationS * 1e9) };
    },
    warmup: timed((step, context) => {
      const { latenciesNs } = predictions(step, context);
      return Promise.resolve({ latenciesNs, tiles: step.tiles.length, ...launch.memory() });
    }),
    measure: timed((step, context) => {
      const timings = predictions(step, context);
      return Promise.resolve({ scope: step.scope, tiles: step.tiles.length, ...timings, ...launch.memory() });
    }),
    async quality(step, context) {
      const done = await steps.quality(step, context);
      const [latencyNs = 0] = launch.iterate(step.arm, 'predict', step.tiles.length, { count: 1, minS: 0 }).latenciesNs;
      return { ...done, latencyNs };
    },
    async unload(step, context) {
      await steps.unload(step, context);
      launch.unload(step.arm);
      return launch.memory();
    },
    cooldown({ until, timeoutS }, context) {
      const limit = thermalStates.indexOf(until);
      const began = launch.aheadNs;
      const waitedNs = (): number => launch.aheadNs - began;
      while (thermalStates.indexOf(thermalNow(context)) > limit && waitedNs() < timeoutS * 1e9) {
        launch.idle(Math.min(lookS, timeoutS - waitedNs() / 1e9));
      }
      return Promise.resolve({ waitedNs: waitedNs(), thermal: thermalNow(context) });
    },
    sentinel: timed(() => Promise.resolve({ sentinelNs: launch.sentinel() })),
  };
}

function extentOf(step: StepOf<'warmup'> | StepOf<'measure'>): { count: number; minS: number; paceHz?: number } {
  if (step.do === 'warmup') return { count: step.count, minS: 0 };
  const { count, minNs, durationS, paceHz } = step;
  const pace = paceHz === undefined ? {} : { paceHz };
  return durationS === undefined ? { count, minS: minNs / 1e9, ...pace } : { count: 1, minS: durationS, ...pace };
}

/** What a function costs is kept beside the compiled models. */
const workName = ({ sha256, function: name }: ModelArm): string =>
  ['work', sha256, ...(name === undefined ? [] : [encodeURIComponent(name)])].join('-');
