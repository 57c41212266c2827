import { modelFolder } from '../contract/paths.js';
import type { Arm, ComputeUnits, Feature } from '../contract/job.js';
import type { FeatureDescription } from '../coreml/feature.js';
import type { Model } from '../coreml/model.js';
import type { ModelFiles } from '../coreml/package.js';

/** A model as a super-resolution network: one picture in, one enlarged picture out. */
export type Fit =
  | { readonly fits: true; readonly input: Feature; readonly output: Feature; readonly scale: number }
  | { readonly fits: false; readonly reason: string };

/** Reads a model's features as pictures. `fits: false` says why it cannot be swept. */
export function fit(model: Model): Fit {
  const [input, moreIn] = model.inputs;
  const [output, moreOut] = model.outputs;
  if (!input || !output || moreIn || moreOut) return { fits: false, reason: 'not one input and one output' };
  const from = pictureOf(input);
  const to = pictureOf(output);
  if (typeof from === 'string') return { fits: false, reason: from };
  if (typeof to === 'string') return { fits: false, reason: to };
  const scale = to.width / from.width;
  if (!Number.isInteger(scale) || to.height !== from.height * scale) {
    return { fits: false, reason: `${sizeText(from)} to ${sizeText(to)} is no whole scale` };
  }
  return { fits: true, input: from, output: to, scale };
}

const sizeText = ({ width, height }: Feature): string => `${String(width)}x${String(height)}`;

/** The reason it is no colour picture of a fixed size, otherwise the feature. */
function pictureOf({ name, type }: FeatureDescription): Feature | string {
  switch (type.kind) {
    case 'image': {
      const { width, height, colour } = type;
      if (colour !== 'rgb' && colour !== 'bgr') return `${name} is a grey image`;
      return { name, kind: 'image', layout: colour === 'rgb' ? 'RGB' : 'BGR', width, height, range: [0, 255] };
    }
    case 'array': {
      const [batch = 0, a = 0, b = 0, c = 0] = type.shape;
      if (type.shape.length !== 4 || batch !== 1) return `${name} has shape [${type.shape.join(', ')}]`;
      if (a === 3) return { name, kind: 'array', layout: 'NCHW', width: c, height: b, range: [0, 1] };
      if (c === 3) return { name, kind: 'array', layout: 'NHWC', width: b, height: a, range: [0, 1] };
      return `${name} has no axis of 3 colours`;
    }
    case 'other':
      return `${name} is neither image nor array`;
  }
}

export function armFor(files: ModelFiles, { input, output }: Fit & { fits: true }, computeUnits: ComputeUnits): Arm {
  const model = `${modelFolder(files.sha256)}/${files.name}.${files.format}`;
  return { model, sha256: files.sha256, computeUnits, input, output };
}
