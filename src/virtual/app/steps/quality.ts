import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { pullPartBytes } from '../../../contract/job.js';
import { outFolder } from '../../../contract/paths.js';
import { elapsedSince, now } from './clock.js';
import { place } from './place.js';
import { armOf, predictorOf } from './step.js';
import type { Execute } from './step.js';
import { enlargedImage, imageOf, inputsFor, predictAll } from './tiled.js';

/** Half of what a pull may bring, so that a folder with events and one part still fits. */
const partBytes = pullPartBytes / 2;

/** Enlarges a whole image and writes it as raw RGB8, in parts the host can pull. */
export const quality: Execute<'quality'> = async (step, context) => {
  const arm = armOf(context, step.arm);
  const image = imageOf(context, step.image);
  const inputs = inputsFor(image, arm, step.tiles);
  const started = now();
  const outputs = await predictAll(predictorOf(context, step.arm), arm, inputs, context.progress);
  const latencyNs = elapsedSince(started);
  const { width, height, data } = enlargedImage(image, arm, step.tiles, outputs);
  const parts = Array.from({ length: Math.ceil(data.length / partBytes) }, (_, index) => {
    const piece = data.subarray(index * partBytes, (index + 1) * partBytes);
    const path = `${outFolder(context.job.launch)}/${step.image}.${String(index)}.rgb`;
    writeFileSync(place(context.container, path), piece);
    return { path, bytes: piece.length };
  });
  const sha256 = createHash('sha256').update(data).digest('hex');
  return { image: step.image, width, height, sha256, parts, latencyNs, tiles: step.tiles.length };
};
