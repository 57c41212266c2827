import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../problem.js';
import { compileModel, loadCompiled, threadsFor } from '../../../runtime/index.js';
import type { Arm } from '../../../contract/job.js';
import type { Container } from '../container.js';
import { memory } from '../device.js';
import { elapsedSince, now } from './clock.js';
import { armOf, predictorOf, StepError } from './step.js';
import type { Execute } from './step.js';

const compiledPath = ({ compiled }: Container, { sha256 }: Arm): string => join(compiled, `${sha256}.mlmodelc`);

/** Compiles an arm's model once; later launches use what the first one left. */
export const compile: Execute<'compile'> = (step, context) => {
  const arm = armOf(context, step.arm);
  const out = compiledPath(context.container, arm);
  const started = now();
  if (existsSync(out)) return Promise.resolve({ compileNs: elapsedSince(started), reused: true, ...memory() });
  try {
    const outcome = compileModel(join(context.container.documents, arm.model), out);
    if (outcome.status === 'unsupported') throw new StepError('unsupported', outcome.reason);
  } catch (error) {
    if (error instanceof Problem) throw new StepError('failed', error.message);
    throw error;
  }
  return Promise.resolve({ compileNs: elapsedSince(started), reused: false, ...memory() });
};

export const load: Execute<'load'> = async (step, context) => {
  const arm = armOf(context, step.arm);
  const started = now();
  const path = compiledPath(context.container, arm);
  context.loaded.set(step.arm, await loadCompiled(path, arm.computeUnits, arm.function));
  const threads = threadsFor(arm.computeUnits);
  return {
    loadNs: elapsedSince(started),
    procedure: step.procedure,
    notes: [
      `virtual: ${arm.computeUnits} is float32 on ${String(threads)} host ${threads === 1 ? 'thread' : 'threads'}`,
    ],
    ...memory(),
  };
};

export const unload: Execute<'unload'> = async (step, context) => {
  await predictorOf(context, step.arm).release();
  context.loaded.delete(step.arm);
  return memory();
};

export const placement: Execute<'placement'> = () =>
  Promise.resolve({ reason: 'a virtual iPhone has no MLComputePlan' });
