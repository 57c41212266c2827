import type { OnnxGraph } from '../graph.js';
import { ownValue } from '../../coreml/own-value.js';
import { floated, samplePixels, sampleShares, scalar, widthAndHeight } from './grid.js';
import type { Sampler } from './grid.js';
import type { Lowering, Op } from './op.js';
import { reshape, sideList, sidesOf } from './sides.js';

/** MIL sampling at arbitrary points (coremltools, ops/defs/iOS15/image_resizing.py). Points hold x, then y. */
export const sampling: Readonly<Record<string, Lowering>> = {
  // x [B, C, H, W], coordinates [B, H', W', 2]
  resample: (op, onnx) => sampleAt(op, onnx, floated(op, onnx, 'coordinates')),

  // transform_matrix [B or 1, 6]: x' = a0 x + a1 y + a2, y' = b0 x + b1 y + b2
  affine: (op, onnx) => {
    const sides = ['output_height', 'output_width'].map((name) => op.required(op.number(name), name));
    const [height = 1, width = 1] = sides;
    const matrix = reshape(onnx, op.input('transform_matrix'), [-1, 1, 1, 6]);
    const parts = onnx.emitMany('Split', [matrix], 6, { axis: 3, num_outputs: 6 });
    const along = onnx.floats(outputPoints(op, width), [1, 1, width, 1]);
    const down = onnx.floats(outputPoints(op, height), [1, height, 1, 1]);
    const [xs, ys] = [parts.slice(0, 3), parts.slice(3)].map(([a = '', b = '', c = '']) => {
      const slope = onnx.emit('Add', [onnx.emit('Mul', [a, along]), onnx.emit('Mul', [b, down])]);
      return onnx.emit('Add', [slope, c]);
    });
    const points = onnx.emit('Concat', [xs ?? '', ys ?? ''], { axis: 3 });
    const [batch] = sidesOf(op, onnx, 'x');
    const shape = sideList(onnx, [op.required(batch, 'batch'), height, width, 2]);
    return sampleAt(op, onnx, onnx.emit('Expand', [points, shape]));
  },
};

/** The points of an axis of the output in the coordinates of the operation. */
function outputPoints(op: Op, side: number): number[] {
  const corners = op.flag('align_corners') ?? false;
  const share = (pixel: number): number => {
    if (!corners) return (pixel + 0.5) / side;
    return side === 1 ? 0.5 : pixel / (side - 1);
  };
  const mode = coordinatesMode(op);
  return Array.from({ length: side }, (_, pixel) => {
    switch (mode) {
      case 'unnormalized':
        return pixel;
      case 'normalized_minus_one_to_one':
        return 2 * share(pixel) - 1;
      case 'normalized_zero_to_one':
        return share(pixel);
    }
  });
}

function sampleAt(op: Op, onnx: OnnxGraph, points: string): string {
  const corners = op.flag('align_corners') ?? false;
  const padding = paddingOf(op);
  const mode = op.required(
    ownValue(modes, (op.string('sampling_mode') ?? 'bilinear').toLowerCase()),
    `sampling_mode ${op.string('sampling_mode') ?? ''}`,
  );
  const outside = padding === 'constant' ? 'zeros' : 'border';
  const sampler: Sampler = { mode, padding: outside };
  const direct = padding === 'constant' || padding === 'border';
  const sample =
    direct && mode === 'linear' && coordinatesMode(op) === 'normalized_minus_one_to_one'
      ? (x: string) => sampleShares(onnx, x, points, { ...sampler, alignCorners: corners })
      : samplerOfPixels(op, onnx, points, sampler);
  const sampled = sample(op.input('x'));
  const value = op.number('padding_value') ?? 0;
  return padding === 'constant' && value !== 0 ? padded(op, onnx, sampled, sample, value) : sampled;
}

function samplerOfPixels(op: Op, onnx: OnnxGraph, points: string, sampler: Sampler): (x: string) => string {
  const sides = widthAndHeight(op, onnx);
  const pixels = folded(op, onnx, toPixels(op, onnx, points, sides), sides);
  return (x) => samplePixels(onnx, x, pixels, sides, sampler);
}

const modes = { bilinear: 'linear', linear: 'linear', nearest: 'nearest' } as const;

/** Fills up what a point's neighbours outside the picture left out: the share of it that a picture of ones lacks. */
function padded(op: Op, onnx: OnnxGraph, sampled: string, sample: (x: string) => string, value: number): string {
  const [batch = 1, , height = 1, width = 1] = sidesOf(op, onnx, 'x');
  const ones = onnx.emit('Expand', [onnx.floats([1], [1, 1, 1, 1]), sideList(onnx, [batch, 1, height, width])]);
  const missing = onnx.emit('Sub', [scalar(onnx, 1), sample(ones)]);
  return onnx.emit('Add', [sampled, onnx.emit('Mul', [missing, scalar(onnx, value)])]);
}

type Coordinates = 'unnormalized' | 'normalized_minus_one_to_one' | 'normalized_zero_to_one';

function coordinatesMode(op: Op): Coordinates {
  const mode = op.string('coordinates_mode') ?? 'normalized_minus_one_to_one';
  switch (mode) {
    case 'unnormalized':
    case 'normalized_minus_one_to_one':
    case 'normalized_zero_to_one':
      return mode;
    default:
      throw op.unsupported(`coordinates_mode ${mode}`);
  }
}

function paddingOf(op: Op): 'constant' | 'border' | 'reflection' | 'symmetric' {
  const mode = op.string('padding_mode') ?? 'constant';
  switch (mode) {
    case 'constant':
    case 'border':
    case 'reflection':
    case 'symmetric':
      return mode;
    default:
      throw op.unsupported(`padding_mode ${mode}`);
  }
}

function toPixels(op: Op, onnx: OnnxGraph, points: string, sides: string): string {
  const mode = coordinatesMode(op);
  if (mode === 'unnormalized') return points;
  const shares =
    mode === 'normalized_zero_to_one'
      ? points
      : onnx.emit('Mul', [onnx.emit('Add', [points, scalar(onnx, 1)]), scalar(onnx, 0.5)]);
  if (op.flag('align_corners') === true) return onnx.emit('Mul', [shares, onnx.emit('Sub', [sides, scalar(onnx, 1)])]);
  return onnx.emit('Sub', [onnx.emit('Mul', [shares, sides]), scalar(onnx, 0.5)]);
}

/** Folds points outside the picture back into it: `reflection` at the middles of the outer pixels, `symmetric` at the edges. */
function folded(op: Op, onnx: OnnxGraph, pixels: string, sides: string): string {
  const padding = paddingOf(op);
  switch (padding) {
    case 'constant':
    case 'border':
      return pixels;
    case 'reflection': {
      const reach = onnx.emit('Sub', [sides, scalar(onnx, 1)]);
      return fold(onnx, pixels, reach);
    }
    case 'symmetric': {
      const half = scalar(onnx, 0.5);
      const inside = onnx.emit('Sub', [fold(onnx, onnx.emit('Add', [pixels, half]), sides), half]);
      const last = onnx.emit('Sub', [sides, scalar(onnx, 1)]);
      return onnx.emit('Min', [onnx.emit('Max', [inside, scalar(onnx, 0)]), last]);
    }
  }
}

/** Folds a number into 0 to `reach`, back and forth; into 0 where that is 0. */
function fold(onnx: OnnxGraph, value: string, reach: string): string {
  const period = onnx.emit('Max', [onnx.emit('Mul', [reach, scalar(onnx, 2)]), scalar(onnx, 1)]);
  const turns = onnx.emit('Floor', [onnx.emit('Div', [value, period])]);
  const within = onnx.emit('Sub', [value, onnx.emit('Mul', [turns, period])]);
  return onnx.emit('Max', [
    onnx.emit('Sub', [reach, onnx.emit('Abs', [onnx.emit('Sub', [within, reach])])]),
    scalar(onnx, 0),
  ]);
}
