import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../problem.js';
import { compileModel, threadsFor } from '../../../runtime/index.js';
import type { ModelArm } from '../../../contract/job.js';
import { isModelArm, loadKey } from '../../../contract/job.js';
import { memory } from '../device.js';
import { elapsedSince, now } from './clock.js';
import { place } from './place.js';
import { armOf, modelArmOf, predictorOf, StepError } from './step.js';
import type { Context, Execute, Loadable } from './step.js';
import { openUpscaler } from './system-upscaler.js';

/** A copy for each compute unit, since Core ML specializes a model for the place it is loaded from. */
export const compiledPath = ({ container, osBuild }: Context, { sha256, computeUnits }: ModelArm): string =>
  join(container.compiled, osBuild, `${sha256}-${computeUnits}.mlmodelc`);

/** Compiles an arm's model once for its compute unit and this iOS; later launches use what the first one left. */
export const compile: Execute<'compile'> = (step, context) => {
  const arm = modelArmOf(context, step.arm);
  const out = compiledPath(context, arm);
  const started = now();
  if (existsSync(out)) return Promise.resolve({ compileNs: elapsedSince(started), reused: true, ...memory() });
  try {
    const outcome = compileModel(place(context.container, arm.model), out);
    if (outcome.status === 'unsupported') throw new StepError('unsupported', outcome.reason);
  } catch (error) {
    if (error instanceof Problem) throw new StepError('failed', error.message);
    throw error;
  }
  return Promise.resolve({ compileNs: elapsedSince(started), reused: false, ...memory() });
};

export const load: Execute<'load'> = async (step, context) => {
  const arm = armOf(context, step.arm);
  const open = isModelArm(arm) ? modelOf(context, arm) : openUpscaler(arm, context.osVersion);
  const key = loadKey(arm);
  const procedure = context.loads.begin(key);
  const started = now();
  context.loaded.set(step.arm, await open.predictor());
  const loadNs = elapsedSince(started);
  const memoryThen = memory();
  context.loads.end(key);
  return { loadNs, procedure, notes: [open.note], ...memoryThen };
};

function modelOf(context: Context, arm: ModelArm): Loadable {
  const threads = threadsFor(arm.computeUnits);
  return {
    note: `virtual: ${arm.computeUnits} is float32 on ${String(threads)} host ${threads === 1 ? 'thread' : 'threads'}`,
    predictor: () => context.models.load(compiledPath(context, arm), arm),
  };
}

export const purge: Execute<'purge'> = (_step, { container, loads }) => {
  const existed = existsSync(container.specialized);
  loads.purge(() => {
    rmSync(container.specialized, { recursive: true, force: true });
  });
  return Promise.resolve({ existed });
};

export const unload: Execute<'unload'> = async (step, context) => {
  await predictorOf(context, step.arm).release();
  context.loaded.delete(step.arm);
  return memory();
};

export const placement: Execute<'placement'> = (step, context) => {
  modelArmOf(context, step.arm);
  return Promise.resolve({ reason: 'a virtual iPhone has no MLComputePlan' });
};
