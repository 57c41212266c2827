import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import type { Op } from './op.js';
import { sidesOf } from './sides.js';
import type { Side } from './sides.js';
import { carrierOf } from './value.js';

/** How a picture is sampled at points, and what lies around it. */
export interface Sampler {
  readonly mode: 'linear' | 'nearest';
  readonly padding: 'zeros' | 'border';
}

/**
 * Samples x [B, C, H, W] at points [B, H', W', 2], which hold x and y in pixels: 0 is the middle of the first one. Points
 * become shares of the picture from edge to edge, which are defined for pictures of one pixel too.
 */
export function samplePixels(
  onnx: OnnxGraph,
  x: string,
  points: string,
  sides: string,
  { mode, padding }: Sampler,
): string {
  const whole = mode === 'nearest' ? onnx.emit('Round', [points]) : points;
  const doubled = onnx.emit('Add', [onnx.emit('Mul', [whole, scalar(onnx, 2)]), scalar(onnx, 1)]);
  const shares = onnx.emit('Sub', [onnx.emit('Div', [doubled, sides]), scalar(onnx, 1)]);
  return sampleShares(onnx, x, shares, { mode, padding, alignCorners: false });
}

/** Samples x at points from -1 to 1, from edge to edge or, with `alignCorners`, between the middles of the outer pixels. */
export const sampleShares = (
  onnx: OnnxGraph,
  x: string,
  points: string,
  { mode, padding, alignCorners }: Sampler & { readonly alignCorners: boolean },
): string => onnx.emit('GridSample', [x, points], { mode, padding_mode: padding, align_corners: alignCorners ? 1 : 0 });

/** Width and height of x [B, C, H, W] as two floats, in the order of points. */
export function widthAndHeight(op: Op, onnx: OnnxGraph): string {
  const [, , height, width] = sidesOf(op, onnx, 'x');
  return asFloats(onnx, [op.required(width, 'width'), op.required(height, 'height')]);
}

/** Sides as a list of floats. */
export function asFloats(onnx: OnnxGraph, sides: readonly Side[]): string {
  const parts = sides.map((side) =>
    typeof side === 'number' ? onnx.floats([side], [1]) : onnx.emit('Cast', [side], { to: elementTypes.float }),
  );
  const [only = ''] = parts;
  return parts.length === 1 ? only : onnx.emit('Concat', parts, { axis: 0 });
}

/** An operand as floats, whatever its type in the program. */
export function floated(op: Op, onnx: OnnxGraph, name: string): string {
  const input = op.input(name);
  return carrierOf(op.dtype(name)) === 'float' ? input : onnx.emit('Cast', [input], { to: elementTypes.float });
}

export const scalar = (onnx: OnnxGraph, value: number): string => onnx.floats([value], []);
