import { axisFromFront } from '../../mil/axis.js';
import type { Constant } from '../../mil/constant.js';
import type { Dtype } from '../../mil/dtype.js';
import type { OpenShape, Operand, Operation, TypedName } from '../../mil/program.js';
import { elementTypes } from '../onnx-schema.js';
import type { OnnxGraph } from '../graph.js';
import { Unsupported } from '../../mil/unsupported.js';
import { carrierOf, initializerOf } from './value.js';
import type { Lowered } from './value.js';

/** Translates one MIL operation to ONNX nodes and returns the name of its output, or the names of all of them. */
export type Lowering = (op: Op, onnx: OnnxGraph) => string | readonly string[];

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

  get outputs(): readonly TypedName[] {
    return this.#operation.outputs;
  }

  has(name: string): boolean {
    return (this.#operation.inputs[name]?.length ?? 0) > 0;
  }

  /** The ONNX name of an operand; a constant becomes an initializer. */
  input(name: string): string {
    return this.#onnxName(this.#value(name));
  }

  /** The ONNX names of an operand that is a list. */
  inputs(name: string): { readonly name: string; readonly rank: number }[] {
    return (this.#operation.inputs[name] ?? []).map((operand) => {
      const value = this.#resolve(operand);
      return { name: this.#onnxName(value), rank: shapeOf(value).length };
    });
  }

  /** The ONNX name of an operand as int64, whatever its type in the program. */
  int64(name: string): string {
    const input = this.input(name);
    if (carrierOf(this.dtype(name)) === 'int64') return input;
    return this.#onnx.emit('Cast', [input], { to: elementTypes.int64 });
  }

  dtype(name: string): Dtype {
    const value = this.#value(name);
    return 'constant' in value ? value.constant.dtype : value.dtype;
  }

  rank(name: string): number {
    return this.shape(name).length;
  }

  shape(name: string): OpenShape {
    return shapeOf(this.#value(name));
  }

  /** A side that has to be known now. `axis` may be negative. */
  side(name: string, axis: number): number {
    return this.required(this.shape(name).at(axis), `fixed size of ${name}'s axis ${String(axis)}`);
  }

  isConstant(name: string): boolean {
    return 'constant' in this.#value(name);
  }

  /** Undefined when the operand is left out. Throws when it is not constant. */
  constant(name: string): Constant | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#value(name);
    if ('constant' in value) return value.constant;
    throw this.unsupported(`${name} is not constant`);
  }

  numbers(name: string): number[] | undefined {
    const values = this.constant(name)?.values;
    return values && Array.from(values as ArrayLike<number>, Number);
  }

  number(name: string): number | undefined {
    return this.numbers(name)?.[0];
  }

  /** Axes, counted from the front. `rank` is that of what they index. Throws Unsupported for an axis out of range. */
  axes(name: string, rank: number): number[] | undefined {
    return this.numbers(name)?.map((axis) =>
      this.required(axisFromFront(axis, rank), `axis ${String(axis)} among ${String(rank)}`),
    );
  }

  /** One axis, as `axes` reads several. Undefined when the operand is left out. */
  axis(name: string, rank: number): number | undefined {
    return this.axes(name, rank)?.[0];
  }

  flag(name: string): boolean | undefined {
    const value = this.constant(name)?.values[0];
    return value === undefined ? undefined : Boolean(value);
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
    if (value === undefined) throw this.unsupported(`operand ${operand.name} comes before its definition`);
    return value;
  }

  #onnxName(value: Lowered): string {
    if (!('constant' in value)) return value.name;
    const { constant } = value;
    const initializer = initializerOf(constant, this.#onnx);
    if (initializer === undefined) throw this.unsupported(`a constant of ${constant.dtype}`);
    return initializer;
  }
}

const shapeOf = (value: Lowered): OpenShape => ('constant' in value ? value.constant.shape : value.shape);
