import { lazyConstant } from '../constant.js';
import type { Constant } from '../constant.js';
import { Contradiction } from '../compressed.js';
import type { Dtype } from '../dtype.js';
import type { OpenShape, Operand, Operation, TypedName } from '../program.js';

/** A tensor of the network under translation. Between layers all are floats. */
export interface Blob {
  readonly name: string;
  readonly shape: OpenShape;
  /** What it holds, where that is known before the network runs. */
  readonly constant?: Constant;
}

export type Argument = Blob | readonly Blob[] | Constant;
export type Arguments = Readonly<Record<string, Argument | undefined>>;

export const floats = (values: readonly number[], shape: readonly number[] = []): Constant =>
  lazyConstant('fp32', shape, { form: 'fp32', bytes: values.length * 4 }, () => Float32Array.from(values));
export const ints = (values: readonly number[], shape: readonly number[] = [values.length]): Constant =>
  lazyConstant('int32', shape, { form: 'int32', bytes: values.length * 4 }, () => Int32Array.from(values));
export const int = (value: number): Constant => ints([value], []);
export const flag = (value: boolean): Constant => lazyConstant('bool', [], { form: 'bool', bytes: 1 }, () => [value]);
export const flags = (values: readonly boolean[], shape: readonly number[] = [values.length]): Constant =>
  lazyConstant('bool', shape, { form: 'bool', bytes: values.length }, () => values);
export const text = (value: string): Constant =>
  lazyConstant('string', [], { form: 'string', bytes: value.length }, () => [value]);

/** Collects the MIL operations of a neural network, so that one compiler serves both kinds of models. */
export class Network {
  readonly operations: Operation[] = [];
  readonly #blobs = new Map<string, Blob>();
  readonly #planes = new Map<string, Blob>();
  #emitted = 0;

  define(name: string, blob: Blob): void {
    this.#blobs.set(name, blob);
  }

  blob(name: string): Blob {
    const found = this.#blobs.get(name);
    if (found === undefined) throw new Contradiction(`${name} is used before a layer computes it`);
    return found;
  }

  has(name: string): boolean {
    return this.#blobs.has(name);
  }

  /** `dtype` is that of the output: only the steps within a layer have others than floats. */
  emit(type: string, inputs: Arguments, shape: OpenShape, dtype: Dtype = 'fp32'): Blob {
    const [output] = this.emitMany(type, inputs, [{ shape, dtype }]);
    return output ?? { name: '', shape };
  }

  emitMany(
    type: string,
    inputs: Arguments,
    results: readonly { readonly shape: OpenShape; readonly dtype?: Dtype }[],
  ): Blob[] {
    const outputs = results.map(({ shape, dtype = 'fp32' }): TypedName => ({ name: this.#fresh(type), dtype, shape }));
    const operands = Object.entries(inputs).flatMap(([name, argument]) =>
      argument === undefined ? [] : [[name, operandsOf(argument)] as const],
    );
    this.operations.push({ type, inputs: Object.fromEntries(operands), outputs });
    return outputs.map(({ name, shape }) => ({ name, shape }));
  }

  /** Turns a constant into a blob, for layers that take either. */
  load(constant: Constant): Blob {
    return { ...this.emit('identity', { x: constant }, constant.shape), constant };
  }

  /** The blob as [N, C, H, W], where it has been computed so or seen so before. */
  planesOf(x: Blob): Blob | undefined {
    return this.#planes.get(x.name);
  }

  rememberPlanes(x: Blob, planes: Blob): void {
    this.#planes.set(x.name, planes);
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
