import type { Attributes, OnnxGraph } from '../graph.js';
import type { Lowering, Op } from './op.js';
import { sidesOf } from './sides.js';
import { beginsThenEnds, ones, pairsOf, reachOf, surround, windowPadding } from './spatial.js';
import type { Windows } from './spatial.js';

/** MIL convolutions of one to three axes (coremltools, ops/defs/iOS15/conv.py). */
export const convolution: Readonly<Record<string, Lowering>> = {
  // x [n, C_in, *D], weight [C_out, C_in / groups, *K]
  conv: (op, onnx) => convolve(op, onnx, op.input('weight')),

  // weight holds bytes: scale * byte + bias, each for all of it or for each output channel
  conv_quantized: (op, onnx) => convolve(op, onnx, dequantizedWeight(op, onnx)),

  // x [n, C_in, *D], weight [C_in, C_out / groups, *K]; padding crops the output
  conv_transpose: (op, onnx) => {
    const { attributes, sliced } = croppedOutput(op);
    const y = onnx.emit('ConvTranspose', operands(op, op.input('weight')), { ...attributesOf(op), ...attributes });
    if (sliced.length === 0) return y;
    const axes = sliced.map(({ axis }) => axis);
    const ends = sliced.map(({ side }) => side);
    return onnx.emit('Slice', [y, onnx.int64s(axes.map(() => 0)), onnx.int64s(ends), onnx.int64s(axes)]);
  },
};

function convolve(op: Op, onnx: OnnxGraph, weight: string): string {
  const attributes = attributesOf(op);
  const padding = windowPadding(op, onnx, sidesOf(op, onnx, 'x').slice(2), windowsOf(op));
  const inputs = operands(op, weight);
  switch (padding.kind) {
    case 'auto':
      return onnx.emit('Conv', inputs, { ...attributes, auto_pad: padding.lower ? 'SAME_LOWER' : 'SAME_UPPER' });
    case 'pairs':
      return onnx.emit('Conv', inputs, { ...attributes, pads: beginsThenEnds(padding.pairs) });
    case 'sides': {
      const [x = '', ...others] = inputs;
      return onnx.emit('Conv', [surround(onnx, x, op.rank('x'), padding.pairs, 0), ...others], attributes);
    }
  }
}

const operands = (op: Op, weight: string): string[] => [
  op.input('x'),
  weight,
  ...(op.has('bias') ? [op.input('bias')] : []),
];

function windowsOf(op: Op): Windows {
  const spatial = op.rank('x') - 2;
  return {
    kernel: Array.from({ length: spatial }, (_, axis) => op.side('weight', axis + 2)),
    strides: op.numbers('strides') ?? ones(spatial),
    dilations: op.numbers('dilations') ?? ones(spatial),
  };
}

function attributesOf(op: Op): Attributes {
  const { kernel, strides, dilations } = windowsOf(op);
  const group = op.number('groups') ?? 1;
  // ONNX Runtime divides by these without checking.
  if (group < 1) throw op.unsupported(`${String(group)} groups`);
  if ([...kernel, ...strides, ...dilations].some((value) => value < 1))
    throw op.unsupported('a kernel, stride or dilation of 0');
  return { kernel_shape: kernel, strides, dilations, group };
}

/** An axis of the output whose end is cut off at `side`. */
interface Cut {
  readonly axis: number;
  readonly side: number;
}

/**
 * What a transposed convolution leaves out of, or adds to, the (D - 1) * stride + reach + 1 elements that it can fill.
 * `same` keeps D * stride of them, an odd one going at the end; `output_shape` decides where the end is. Where D is open, the
 * output is made as long as it can be and cut.
 */
function croppedOutput(op: Op): { readonly attributes: Attributes; readonly sliced: readonly Cut[] } {
  const windows = windowsOf(op);
  const wanted = op.numbers('output_shape')?.slice(2);
  const type = op.string('pad_type') ?? 'valid';
  if (type !== 'same' && type !== 'valid' && type !== 'custom') throw op.unsupported(`pad_type ${type}`);
  const custom = type === 'custom' ? pairsOf(op.numbers('pad') ?? []) : [];
  const sliced: Cut[] = [];
  const crops = windows.strides.map((stride, axis): readonly [begin: number, end: number, extra: number] => {
    const [reach, side] = [reachOf(windows, axis), wanted?.[axis]];
    const from = op.shape('x')[axis + 2];
    const [begin, end] = custom[axis] ?? [0, 0];
    if (type === 'same') {
      const count = from ?? (side === undefined ? 0 : Math.ceil(side / stride));
      const total = side === undefined ? reach + 1 - stride : (count - 1) * stride + reach + 1 - side;
      const first = Math.floor(Math.max(0, total) / 2);
      return [first, Math.max(0, total) - first, Math.max(0, -total)];
    }
    if (side === undefined) return [begin, end, 0];
    if (from === undefined) {
      sliced.push({ axis: axis + 2, side });
      return [begin, 0, stride - 1];
    }
    const excess = (from - 1) * stride + reach + 1 - side - begin - end;
    return [begin, end + Math.max(0, excess), Math.max(0, -excess)];
  });
  const pads = beginsThenEnds(crops.map(([begin, end]) => [begin, end] as const));
  return { attributes: { pads, output_padding: crops.map(([, , extra]) => extra) }, sliced };
}

function dequantizedWeight(op: Op, onnx: OnnxGraph): string {
  const type = op.string('quantization_type') ?? 'linear';
  if (type !== 'linear') throw op.unsupported(`quantization_type ${type}`);
  if ((op.number('nbits') ?? 8) !== 8) throw op.unsupported('fewer than 8 bits');
  const rank = op.rank('weight');
  const [scale, offset] = ['quant_scale', 'quant_bias'].map((name) => {
    const values = op.required(op.numbers(name), name);
    return onnx.floats(values, values.length === 1 ? [] : [values.length, ...ones(rank - 1)]);
  });
  return onnx.emit('Add', [onnx.emit('Mul', [op.input('weight'), scale ?? '']), offset ?? '']);
}
