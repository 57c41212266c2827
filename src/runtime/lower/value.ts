import type { Constant } from '../../mil/constant.js';
import type { Dtype } from '../../mil/dtype.js';
import type { OpenShape } from '../../mil/program.js';
import type { OnnxGraph } from '../graph.js';
import type { ElementType } from '../onnx-schema.js';

/** A value in the graph being lowered: known now, or computed by an ONNX node. */
export type Lowered = { readonly constant: Constant } | Computed;

export interface Computed {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: OpenShape;
}

/**
 * The ONNX type that carries a MIL type. All arithmetic is float32. Bytes only occur as quantized activations, which
 * floats hold exactly; other integers are int64, because ONNX takes shapes and indices as int64.
 */
export function carrierOf(dtype: Dtype): 'float' | 'int64' | 'bool' | undefined {
  switch (dtype) {
    case 'fp16':
    case 'fp32':
    case 'fp64':
    case 'int8':
    case 'uint8':
      return 'float';
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint16':
    case 'uint32':
    case 'uint64':
      return 'int64';
    case 'bool':
      return 'bool';
    default:
      return undefined;
  }
}

/** Puts a constant into the graph. Undefined for a type that nothing carries, such as strings. */
export function initializerOf({ dtype, shape, values }: Constant, onnx: OnnxGraph): string | undefined {
  switch (carrierOf(dtype)) {
    case 'float':
      return onnx.floats(values as Float32Array, shape);
    case 'int64':
      return onnx.int64s(values as Int32Array, shape);
    case 'bool':
      return onnx.bools(values as boolean[], shape);
    case undefined:
      return undefined;
  }
}

/** The ONNX type of a model's input or output: a caller sees only float32 and int32. */
export function portOf(dtype: Dtype): ElementType | undefined {
  const carrier = carrierOf(dtype);
  return carrier === 'int64' || carrier === 'bool' ? 'int32' : carrier;
}
