import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import { joined, scalarOf, sideOf } from './sides.js';
import type { Lowering, Op } from './op.js';

/** Below every score, so that only masked ones are refused. */
const lowestScore = -3.4028234663852886e38;

/**
 * Non-maximum suppression (coremltools, ops/defs/iOS15 and iOS17/tensor_operation.py). Boxes are [n, B, 4] up to iOS 16,
 * with a score threshold and a fourth output, and [n, 4, B] from then on. A box counts with the best of its scores; where
 * no box is good enough, the best one is still returned. Unused places have index -1 and zeros.
 */
export const suppression: Readonly<Record<string, Lowering>> = {
  non_maximum_suppression: (op, onnx) => {
    const isBoxLast = !op.has('score_threshold');
    const boxFirst = (value: string): string =>
      isBoxLast ? onnx.emit('Transpose', [value], { perm: [0, 2, 1] }) : value;
    const [boxes, scores] = [boxFirst(op.input('boxes')), boxFirst(op.input('scores'))];
    const best = onnx.emit('ReduceMax', [scores, onnx.int64s([2])], { keepdims: 0 });
    const isKept = survivors(op, onnx, { boxes, scores, best, isBoxLast });

    const count = onnx.emit('ReduceSum', [onnx.emit('Cast', [isKept], { to: elementTypes.int64 }), onnx.int64s([1])]);
    const isEmpty = onnx.emit('Equal', [count, onnx.int64s([0], [])]);
    const ranking = onnx.emit('Where', [onnx.emit('Or', [isKept, isEmpty]), best, onnx.floats([-Infinity], [])]);
    const most = onnx.int64s([maxBoxes(op)]);
    const available = onnx.emit('Min', [most, sideOf(op, onnx, 'boxes', isBoxLast ? 2 : 1)]);
    const [, order = ''] = onnx.emitMany('TopK', [ranking, available], 2, { axis: 1 });
    const used = onnx.emit('Min', [onnx.emit('Max', [count, onnx.int64s([1])]), most]);
    const places = onnx.emit('Range', [onnx.int64s([0], []), scalarOf(onnx, available), onnx.int64s([1], [])]);
    const isUsed = onnx.emit('Less', [places, used]);

    const short = onnx.emit('Sub', [most, available]);
    const padded = (value: string, rank: 2 | 3, filler: string): string => {
      const others = onnx.int64s(Array<number>(rank - 2).fill(0));
      const amounts = joined(onnx, [onnx.int64s(Array<number>(rank).fill(0)), onnx.int64s([0]), short, others]);
      return onnx.emit('Pad', [value, amounts, filler]);
    };
    const picked = (value: string): string => {
      const rows = onnx.emit('GatherND', [value, onnx.emit('Unsqueeze', [order, onnx.int64s([-1])])], {
        batch_dims: 1,
      });
      const isRowUsed = onnx.emit('Unsqueeze', [isUsed, onnx.int64s([-1])]);
      const zero = onnx.floats([0], []);
      return boxFirst(padded(onnx.emit('Where', [isRowUsed, rows, zero]), 3, zero));
    };
    const none = onnx.int64s([-1], []);
    const indices = padded(onnx.emit('Where', [isUsed, order, none]), 2, none);
    const counts = onnx.emit('Squeeze', [used, onnx.int64s([1])]);
    return [picked(boxes), picked(scores), indices, counts].slice(0, op.outputs.length);
  },
};

const maxBoxes = (op: Op): number => op.required(op.number('max_boxes'), 'max_boxes');

interface Candidates {
  readonly boxes: string;
  readonly scores: string;
  readonly best: string;
  readonly isBoxLast: boolean;
}

/** Loads whether each box of [n, B] survives, among all boxes or among those of its class. */
function survivors(op: Op, onnx: OnnxGraph, { boxes, scores, best, isBoxLast }: Candidates): string {
  const rivals = onnx.emit('Unsqueeze', [best, onnx.int64s([1])]);
  const competing =
    op.flag('per_class_suppression') === true ? ofOwnClass(op, onnx, scores, rivals, isBoxLast) : rivals;
  const iou = Math.min(1, Math.max(0, op.required(op.number('iou_threshold'), 'iou_threshold')));
  const threshold = Math.max(op.number('score_threshold') ?? lowestScore, lowestScore);
  const limits = [onnx.int64s([maxBoxes(op)]), onnx.floats([iou], [1]), onnx.floats([threshold], [1])];
  // Rows of batch, class, box.
  const selected = onnx.emit('NonMaxSuppression', [boxes, competing, ...limits], { center_point_box: 1 });
  const places = onnx.emit('Gather', [selected, onnx.int64s([0, 2])], { axis: 1 });
  const shape = onnx.emit('Shape', [best]);
  const strides = joined(onnx, [onnx.emit('Shape', [best], { start: 1 }), onnx.int64s([1])]);
  const flat = onnx.emit('ReduceSum', [onnx.emit('Mul', [places, strides]), onnx.int64s([1])], { keepdims: 0 });
  const zeros = onnx.emit('Expand', [onnx.int64s([0]), onnx.emit('ReduceProd', [shape])]);
  const ones = onnx.emit('Expand', [onnx.int64s([1]), onnx.emit('Shape', [flat])]);
  const marked = onnx.emit('ScatterElements', [zeros, flat, ones], { axis: 0 });
  return onnx.emit('Cast', [onnx.emit('Reshape', [marked, shape])], { to: elementTypes.bool });
}

/** Loads [n, K, B]: the best score of a box at its own class, and nothing at the others. */
function ofOwnClass(op: Op, onnx: OnnxGraph, scores: string, best: string, isBoxLast: boolean): string {
  const own = onnx.emit('ArgMax', [scores], { axis: 2, keepdims: 0 });
  const count = scalarOf(onnx, sideOf(op, onnx, 'scores', isBoxLast ? 1 : 2));
  const classes = onnx.emit('Range', [onnx.int64s([0], []), count, onnx.int64s([1], [])]);
  const isOwn = onnx.emit('Equal', [
    onnx.emit('Unsqueeze', [own, onnx.int64s([1])]),
    onnx.emit('Unsqueeze', [classes, onnx.int64s([1])]),
  ]);
  return onnx.emit('Where', [isOwn, best, onnx.floats([-Infinity], [])]);
}
