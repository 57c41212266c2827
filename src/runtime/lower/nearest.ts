import type { OnnxGraph } from '../graph.js';
import type { Op } from './op.js';
import type { SamplingMode } from './sampling-mode.js';
import { atLeast, minus, plus, sideName, times } from './sides.js';
import type { Side } from './sides.js';

/** floor((slope * i + offset) / divisor), but not beyond the last pixel. All are whole numbers, so nothing is rounded twice. */
interface Line {
  readonly slope: Side;
  readonly offset: Side;
  readonly divisor: Side;
}

/**
 * The pixels of an axis of `from` that become one of `to`, as int64. `CORNER` takes the pixel that the new one's corner
 * falls into, DEFAULT and UNALIGN_CORNERS the one that its centre falls into (coremltools' test of DEFAULT and its
 * translation of TensorFlow's half_pixel_centers); the other modes take the pixel that is nearest to where they sample, the
 * later of two that are equally near.
 */
export function nearestIndices(op: Op, onnx: OnnxGraph, from: Side, to: Side, mode: SamplingMode | 'CORNER'): string {
  const { slope, offset, divisor } = lineOf(op, onnx, from, to, mode);
  if (
    typeof from === 'number' &&
    typeof to === 'number' &&
    typeof slope === 'number' &&
    typeof offset === 'number' &&
    typeof divisor === 'number'
  ) {
    const pixel = (at: number): number => Math.min(from - 1, Math.floor((slope * at + offset) / divisor));
    return onnx.int64s(Array.from({ length: to }, (_, at) => pixel(at)));
  }
  const scalar = (side: Side): string =>
    typeof side === 'number' ? onnx.int64s([side], []) : onnx.emit('Squeeze', [side, onnx.int64s([0])]);
  const counted = onnx.emit('Range', [onnx.int64s([0], []), scalar(to), onnx.int64s([1], [])]);
  const along = onnx.emit('Add', [onnx.emit('Mul', [counted, sideName(onnx, slope)]), sideName(onnx, offset)]);
  const pixels = onnx.emit('Div', [along, sideName(onnx, divisor)]);
  return onnx.emit('Min', [pixels, sideName(onnx, minus(onnx, from, 1))]);
}

function lineOf(op: Op, onnx: OnnxGraph, from: Side, to: Side, mode: SamplingMode | 'CORNER'): Line {
  const [lastFrom, lastTo] = [minus(onnx, from, 1), minus(onnx, to, 1)];
  switch (mode) {
    case 'CORNER':
      return { slope: from, offset: 0, divisor: to };
    case 'DEFAULT':
    case 'UNALIGN_CORNERS':
      return { slope: times(onnx, from, 2), offset: from, divisor: times(onnx, to, 2) };
    case 'STRICT_ALIGN_CORNERS':
      return { slope: times(onnx, lastFrom, 2), offset: lastTo, divisor: atLeast(onnx, times(onnx, lastTo, 2), 1) };
    case 'ALIGN_CORNERS':
      if (typeof to !== 'number') throw op.unsupported('NEAREST_NEIGHBOR with ALIGN_CORNERS and a computed size');
      return to === 1 ? { slope: 0, offset: from, divisor: 2 } : lineOf(op, onnx, from, to, 'STRICT_ALIGN_CORNERS');
    case 'OFFSET_CORNERS': {
      const reach = atLeast(onnx, lastFrom, 1);
      return { slope: times(onnx, reach, 2), offset: plus(onnx, reach, to), divisor: times(onnx, to, 2) };
    }
  }
}
