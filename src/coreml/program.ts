import { join } from 'node:path';
import { isContained } from '../contract/paths.js';
import { Problem } from '../contract/problem.js';
import { elementCount, elementsOf } from './constant.js';
import type { Constant, Elements } from './constant.js';
import { dtypeOf } from './dtype.js';
import type { Dtype } from './dtype.js';
import type { Model, RawFunction, RawType, RawValue } from './model.js';
import type { ModelFiles } from './package.js';
import { readBlob } from './weights.js';

/** A function of an ML program with its constants resolved: operations in execution order. */
export interface Program {
  readonly inputs: readonly TypedName[];
  readonly operations: readonly Operation[];
  readonly outputs: readonly string[];
}

export interface TypedName {
  readonly name: string;
  readonly dtype: Dtype;
  /** Undefined for a dimension that is known at run time only. */
  readonly shape: readonly (number | undefined)[];
}

/** `const` is an operation like any other, with its value among the attributes. */
export interface Operation {
  readonly type: string;
  readonly inputs: Readonly<Record<string, readonly Operand[]>>;
  readonly attributes: Readonly<Record<string, Constant>>;
  readonly outputs: readonly TypedName[];
}

export type Operand = { readonly name: string } | { readonly constant: Constant };

/**
 * The program of `functionName`, or of the default function `main`. Weights are read from the package here, so a
 * missing or cut weight.bin shows now; throws a Problem.
 */
export function readProgram(files: ModelFiles, model: Model, functionName = 'main'): Program {
  const found = model.functions[functionName];
  if (found === undefined) {
    const names = Object.keys(model.functions).join(', ');
    throw new Problem(`${files.path} has no function ${functionName}; it has ${names}`);
  }
  return programOf(files, found);
}

function programOf(files: ModelFiles, raw: RawFunction): Program {
  const constant = (value: RawValue): Constant => constantOf(files, value);
  const block = raw.blockSpecializations[raw.opset] ?? Object.values(raw.blockSpecializations)[0];
  if (block === undefined) throw new Problem(`${files.spec}: the function has no operations; convert the model anew`);
  const named = ({ name, type }: { name: string; type: RawType }): TypedName => typedName(files, name, type);
  return {
    inputs: raw.inputs.map(named),
    outputs: block.outputs,
    operations: block.operations.map(({ type, inputs, attributes, outputs }) => ({
      type,
      inputs: mapValues(inputs, ({ arguments: bindings }) =>
        bindings.map((binding): Operand =>
          binding.value ? { constant: constant(binding.value) } : { name: binding.name ?? '' },
        ),
      ),
      // A constant's `name` attribute only repeats its output.
      attributes: mapValues(attributes, constant),
      outputs: outputs.map(named),
    })),
  };
}

function typedName(files: ModelFiles, name: string, type: RawType): TypedName {
  const { dtype, shape } = tensorOf(files, type);
  return { name, dtype, shape };
}

function tensorOf(files: ModelFiles, type: RawType): { dtype: Dtype; shape: (number | undefined)[] } {
  const dtype = dtypeOf(type.tensorType?.dataType ?? 0);
  if (type.tensorType === undefined || dtype === undefined) {
    throw new Problem(`${files.spec} uses a type rezbench does not know (${JSON.stringify(type)})`);
  }
  return { dtype, shape: type.tensorType.dimensions.map((dimension) => dimension.constant?.size) };
}

function constantOf(files: ModelFiles, value: RawValue): Constant {
  const { dtype, shape: sides } = tensorOf(files, value.type);
  const shape = sides.map((side) => side ?? 0);
  if (value.blobFileValue) {
    const { fileName, offset } = value.blobFileValue;
    const path = fileName.replace(/^@model_path\//, '');
    if (!isContained(path)) throw new Problem(`${files.spec}: weight file ${fileName} leaves the package`);
    return readBlob(join(files.root, path), offset, dtype, shape);
  }
  return { dtype, shape, values: immediateOf(value, dtype, elementCount(shape)) };
}

function immediateOf(value: RawValue, dtype: Dtype, count: number): Elements {
  const tensor = value.immediateValue?.tensor;
  if (tensor?.bytes) return elementsOf(dtype, count, tensor.bytes.values);
  if (tensor?.strings) return tensor.strings.values;
  if (tensor?.floats) return Float32Array.from(tensor.floats.values as number[]);
  if (tensor?.doubles) return Float64Array.from(tensor.doubles.values as number[]);
  if (tensor?.ints) return Int32Array.from(tensor.ints.values);
  if (tensor?.longInts) return Float64Array.from(tensor.longInts.values);
  // Proto3 leaves default values out: an all-false list is an empty message.
  return tensor?.bools?.values ?? [];
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
