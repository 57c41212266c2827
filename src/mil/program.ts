import type { Constant } from './constant.js';
import type { Dtype } from './dtype.js';

/** A function of an ML program: its inputs, constants and outputs, and its operations in execution order. */
export interface Program {
  readonly inputs: readonly TypedName[];
  /** Every constant by name, decompressed where the file compresses it. Values are decoded when first read. */
  readonly constants: ReadonlyMap<string, Constant>;
  /** The types of the operations that decompressed weights, in execution order. */
  readonly compressions: readonly string[];
  readonly operations: readonly Operation[];
  readonly outputs: readonly string[];
  readonly classification?: Classification | undefined;
}

/**
 * The labels of a classifier. The program itself computes numbers: the label's place among `classes`, and the
 * probabilities in their order.
 */
export interface Classification {
  /** The names of the two values. */
  readonly label: string;
  readonly probabilities: string;
  readonly classes: readonly Label[];
}

export type Label = string | number;

/** The sides of a tensor; undefined for a side that is known at run time only. */
export type OpenShape = readonly (number | undefined)[];

/** A value of a program, and what the program declares it to be. */
export interface TypedName {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: OpenShape;
  /** What holds tensors of this type and shape, where the value is not one tensor. */
  readonly container?: Container;
}

export type Container = 'list' | 'tuple' | 'dictionary' | 'state';

export interface Operation {
  readonly type: string;
  readonly inputs: Readonly<Record<string, readonly Operand[]>>;
  readonly outputs: readonly TypedName[];
}

export type Operand = { readonly name: string } | { readonly constant: Constant };
