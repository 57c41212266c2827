import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import type { Lowering, Op } from './op.js';
import { sidesOf } from './sides.js';
import { carrierOf } from './value.js';

/** MIL attention (coremltools, ops/defs/iOS18/transformers.py). */
export const attention: Readonly<Record<string, Lowering>> = {
  // query [*B, L, E], key [*B, S, E], value [*B, S, EV], attn_mask [*?, S]: softmax(query keyT / sqrt(E) + mask) value
  scaled_dot_product_attention: (op, onnx) => {
    const rank = op.rank('key');
    if (rank < 2) throw op.unsupported(`key has rank ${String(rank)}`);
    const turned = [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2];
    const keys = onnx.emit('Transpose', [op.input('key')], { perm: turned });
    const query = onnx.emit('Mul', [op.input('query'), scale(op, onnx)]);
    const scores = onnx.emit('MatMul', [query, keys]);
    const weights = onnx.emit('Softmax', [op.has('attn_mask') ? masked(op, onnx, scores) : scores], { axis: -1 });
    return onnx.emit('MatMul', [weights, op.input('value')]);
  },
};

/** 1 / sqrt(E) */
function scale(op: Op, onnx: OnnxGraph): string {
  const width = op.required(sidesOf(op, onnx, 'query').at(-1), 'query of rank 2 or more');
  if (typeof width === 'number') return onnx.floats([1 / Math.sqrt(width)], []);
  return onnx.emit('Reciprocal', [onnx.emit('Sqrt', [onnx.emit('Cast', [width], { to: elementTypes.float })])]);
}

/** A bool says which keys take part; floats are added. */
function masked(op: Op, onnx: OnnxGraph, scores: string): string {
  const mask = op.input('attn_mask');
  if (carrierOf(op.dtype('attn_mask')) !== 'bool') return onnx.emit('Add', [scores, mask]);
  return onnx.emit('Where', [mask, scores, onnx.floats([-Infinity], [])]);
}
