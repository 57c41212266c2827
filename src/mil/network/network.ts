import { lazyConstant } from '../constant.js';
import type { Constant } from '../constant.js';
import { Contradiction } from '../compressed.js';
import type { OpenShape, Operand, Operation, TypedName } from '../program.js';

/** A tensor of the network under translation. */
export interface Blob {
  readonly name: string;
  readonly shape: OpenShape;
}

export type Argument = Blob | readonly Blob[] | Constant;

export const floats = (values: readonly number[], shape: readonly number[] = []): Constant =>
  lazyConstant('fp32', shape, { form: 'fp32', bytes: values.length * 4 }, () => Float32Array.from(values));
export const ints = (values: readonly number[], shape: readonly number[] = [values.length]): Constant =>
  lazyConstant('int32', shape, { form: 'int32', bytes: values.length * 4 }, () => Int32Array.from(values));
export const int = (value: number): Constant => ints([value], []);
export const flag = (value: boolean): Constant => lazyConstant('bool', [], { form: 'bool', bytes: 1 }, () => [value]);
export const flags = (values: readonly boolean[]): Constant =>
  lazyConstant('bool', [values.length], { form: 'bool', bytes: values.length }, () => values);
export const text = (value: string): Constant =>
  lazyConstant('string', [], { form: 'string', bytes: value.length }, () => [value]);

/** Collects the MIL operations of a neural network, so that one compiler serves both kinds of models. */
export class Network {
  readonly operations: Operation[] = [];
  readonly #blobs = new Map<string, Blob>();
  #emitted = 0;

  /** Whether tensors are [1, C, H, W] by convention, as before iOS 13, and not of the shapes that the file states. */
  readonly legacy: boolean;

  constructor(legacy: boolean) {
    this.legacy = legacy;
  }

  define(name: string, blob: Blob): void {
    this.#blobs.set(name, blob);
  }

  blob(name: string): Blob {
    const found = this.#blobs.get(name);
    if (found === undefined) throw new Contradiction(`${name} is used before a layer computes it`);
    return found;
  }

  emit(type: string, inputs: Readonly<Record<string, Argument | undefined>>, shape: OpenShape): Blob {
    return this.emitMany(type, inputs, [shape])[0] ?? { name: '', shape };
  }

  emitMany(type: string, inputs: Readonly<Record<string, Argument | undefined>>, shapes: readonly OpenShape[]): Blob[] {
    const outputs = shapes.map((shape): TypedName => ({ name: this.#fresh(type), dtype: 'fp32', shape }));
    const operands = Object.entries(inputs).flatMap(([name, argument]) =>
      argument === undefined ? [] : [[name, operandsOf(argument)] as const],
    );
    this.operations.push({ type, inputs: Object.fromEntries(operands), outputs });
    return outputs;
  }

  /** Turns a constant into a blob, for layers that take either. */
  load(constant: Constant): Blob {
    return this.emit('identity', { x: constant }, constant.shape);
  }

  #fresh(type: string): string {
    this.#emitted += 1;
    return `layer/${type}_${String(this.#emitted)}`;
  }
}

const isConstant = (argument: Argument): argument is Constant => 'dtype' in argument && 'values' in argument;

function operandsOf(argument: Argument): Operand[] {
  if (Array.isArray(argument)) return argument.map(({ name }: Blob) => ({ name }));
  const one = argument as Blob | Constant;
  return [isConstant(one) ? { constant: one } : { name: one.name }];
}
