import type { Constant } from '../../coreml/constant.js';
import type { Dtype } from '../../coreml/dtype.js';
import type { Operand, Operation } from '../../coreml/program.js';
import type { OnnxGraph } from '../graph.js';

/** Says in ONNX what one MIL operation says, and returns the name of its output. */
export type Lowering = (op: Op, onnx: OnnxGraph) => string;

/** The runtime cannot run the program; the message names the operation. */
export class Unsupported extends Error {}

/** A value in the graph being lowered: known now, or computed by an ONNX node. */
export type Lowered =
  | { readonly constant: Constant }
  | { readonly name: string; readonly dtype: Dtype; readonly rank: number };

/** One MIL operation, its operands resolved. Accessors throw Unsupported where a value is not of the kind asked for. */
export class Op {
  readonly #operation: Operation;
  readonly #values: ReadonlyMap<string, Lowered>;
  readonly #onnx: OnnxGraph;

  constructor(operation: Operation, values: ReadonlyMap<string, Lowered>, onnx: OnnxGraph) {
    this.#operation = operation;
    this.#values = values;
    this.#onnx = onnx;
  }

  has(name: string): boolean {
    return (this.#operation.inputs[name]?.length ?? 0) > 0;
  }

  /** The ONNX name of an operand; a constant becomes an initializer. */
  input(name: string): string {
    const value = this.#value(name);
    return 'constant' in value ? this.#initializer(value.constant) : value.name;
  }

  dtype(name: string): Dtype {
    const value = this.#value(name);
    return 'constant' in value ? value.constant.dtype : value.dtype;
  }

  rank(name: string): number {
    const value = this.#value(name);
    return 'constant' in value ? value.constant.shape.length : value.rank;
  }

  /** Undefined when the operand is left out. Throws when it is not constant. */
  constant(name: string): Constant | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#value(name);
    if ('constant' in value) return value.constant;
    throw this.unsupported(`${name} is not constant`);
  }

  numbers(name: string): number[] | undefined {
    return this.constant(name)?.values.map(Number) as number[] | undefined;
  }

  number(name: string): number | undefined {
    return this.numbers(name)?.[0];
  }

  string(name: string): string | undefined {
    const value = this.constant(name)?.values[0];
    return typeof value === 'string' ? value : undefined;
  }

  required<T>(value: T | undefined, name: string): T {
    if (value === undefined) throw this.unsupported(`no ${name}`);
    return value;
  }

  unsupported(why: string): Unsupported {
    return new Unsupported(`op ${this.#operation.type} (${why})`);
  }

  #value(name: string): Lowered {
    const operands = this.#operation.inputs[name] ?? [];
    const [operand] = operands;
    if (operand === undefined || operands.length > 1) throw this.unsupported(`${name} is not one value`);
    return this.#resolve(operand);
  }

  #resolve(operand: Operand): Lowered {
    if ('constant' in operand) return operand;
    const value = this.#values.get(operand.name);
    if (value === undefined) throw new Error(`operand ${operand.name} comes before its definition`);
    return value;
  }

  #initializer({ dtype, shape, values }: Constant): string {
    switch (dtype) {
      case 'fp16':
      case 'fp32':
        return this.#onnx.floats(values as Float32Array, shape);
      case 'int32':
      case 'int16':
      case 'int8':
      case 'uint16':
      case 'uint8':
        return this.#onnx.int32s(values as Int32Array, shape);
      default:
        throw this.unsupported(`a constant of ${dtype}`);
    }
  }
}
