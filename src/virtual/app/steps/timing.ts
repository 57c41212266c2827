import { setTimeout as sleep } from 'node:timers/promises';
import type { ThermalState } from '../../../contract/events.js';
import type { StepOf } from '../../../contract/job.js';
import { memory } from '../device.js';
import { elapsedSince, now } from './clock.js';
import { armOf, predictorOf } from './step.js';
import type { Context, Execute } from './step.js';
import { enlargedImage, imageOf, inputsFor, predictAll } from './tiled.js';

/** One iteration: every tile of the image, in the scope of the step. */
function iteration(step: StepOf<'measure'> | StepOf<'warmup'>, context: Context): () => Promise<void> {
  const arm = armOf(context, step.arm);
  const predictor = predictorOf(context, step.arm);
  const image = imageOf(context, step.image);
  if (step.do === 'measure' && step.scope === 'end_to_end') {
    return async () => {
      const outputs = await predictAll(predictor, arm, inputsFor(image, arm, step.tiles));
      enlargedImage(image, arm, step.tiles, outputs);
    };
  }
  const inputs = inputsFor(image, arm, step.tiles);
  return async () => {
    await predictAll(predictor, arm, inputs);
  };
}

export const warmup: Execute<'warmup'> = async (step, context) => {
  const iterate = iteration(step, context);
  const latenciesNs: number[] = [];
  for (let index = 0; index < step.count; index++) {
    const started = now();
    await iterate();
    latenciesNs.push(elapsedSince(started));
    context.progress((index + 1) / step.count);
  }
  return { latenciesNs, tiles: step.tiles.length, ...memory() };
};

export const measure: Execute<'measure'> = async (step, context) => {
  const iterate = iteration(step, context);
  const latenciesNs: number[] = [];
  const startsNs: number[] = [];
  const thermal: [number, ThermalState][] = [[0, context.thermal()]];
  const began = now();
  for (let share = 0; share < 1; share = shareDone(step, latenciesNs.length, elapsedSince(began))) {
    if (step.paceHz !== undefined) await untilTurn(latenciesNs.length / step.paceHz, began);
    const started = now();
    await iterate();
    const ended = now();
    startsNs.push(Number(started - began));
    latenciesNs.push(Number(ended - started));
    const state = context.thermal();
    if (state !== thermal.at(-1)?.[1]) thermal.push([latenciesNs.length, state]);
    context.progress(share);
  }
  return { scope: step.scope, tiles: step.tiles.length, latenciesNs, startsNs, thermal, ...memory() };
};

/** 1 once the step has gone on for long enough and often enough. */
function shareDone({ count, minNs, durationS }: StepOf<'measure'>, iterations: number, elapsedNs: number): number {
  if (durationS !== undefined) return elapsedNs / (durationS * 1e9);
  return Math.min(iterations / count, minNs === 0 ? 1 : elapsedNs / minNs);
}

/** Waits for the moment a paced iteration is due, `turnS` after the beginning; late ones start at once. */
async function untilTurn(turnS: number, began: bigint): Promise<void> {
  const aheadMs = turnS * 1e3 - elapsedSince(began) / 1e6;
  if (aheadMs > 0) await sleep(aheadMs);
}
