import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { blobNumberOf, dtypeOf } from '../../src/mil/dtype.js';
import { modelType } from './protobuf.js';

/** Small packages for tests, written with the reader's own schema. MIL's numbers of the element types: */
export const mil = { bool: 1, string: 2, fp16: 10, fp32: 11, int8: 21, int32: 23, uint8: 31, uint32: 33, uint1: 37 };

const tensorType = (dataType: number, shape: readonly (number | undefined)[]): object => ({
  tensorType: {
    dataType,
    rank: shape.length,
    dimensions: shape.map((size) => (size === undefined ? { unknown: {} } : { constant: { size } })),
  },
});

const immediate = (dataType: number, shape: readonly number[], tensor: object): object => ({
  type: tensorType(dataType, shape),
  immediateValue: { tensor },
});

export const floats = (values: readonly number[], shape: readonly number[] = [values.length]): object =>
  immediate(mil.fp32, shape, { floats: { values } });
export const ints = (values: readonly number[], shape: readonly number[] = [values.length]): object =>
  immediate(mil.int32, shape, { ints: { values } });
export const flag = (value: boolean): object => immediate(mil.bool, [], { bools: { values: [value] } });
export const text = (value: string): object => immediate(mil.string, [], { strings: { values: [value] } });
/** A list of strings, as the classes of a classifier are. */
export const texts = (values: readonly string[]): object => ({
  type: { listType: { type: tensorType(mil.string, []) } },
  immediateValue: { list: { values: values.map(text) } },
});
export const bytes = (dataType: number, values: readonly number[], shape: readonly number[]): object =>
  immediate(dataType, shape, { bytes: { values: Buffer.from(values) } });
export const blob = (dataType: number, shape: readonly number[], offset: number): object => ({
  type: tensorType(dataType, shape),
  blobFileValue: { fileName: '@model_path/weights/weight.bin', offset },
});

/** Operands are names of other values, or values as the functions above make them. */
export interface SampleOperation {
  readonly type: string;
  readonly inputs?: Readonly<Record<string, string | object | readonly string[]>>;
  readonly attributes?: Readonly<Record<string, object>>;
  readonly outputs: readonly SampleValue[];
}

export interface SampleValue {
  readonly name: string;
  readonly dtype?: number;
  readonly shape: readonly (number | undefined)[];
}

export interface SampleFunction {
  readonly inputs: readonly SampleValue[];
  readonly operations: readonly SampleOperation[];
  readonly outputs: readonly string[];
}

const named = ({ name, dtype = mil.fp32, shape }: SampleValue): object => ({ name, type: tensorType(dtype, shape) });

const bindings = (operand: string | object | readonly string[]): object[] => {
  if (typeof operand === 'string') return [{ name: operand }];
  return Array.isArray(operand) ? operand.map((name: string) => ({ name })) : [{ value: operand }];
};

const functionOf = ({ inputs, operations, outputs }: SampleFunction): object => ({
  inputs: inputs.map(named),
  opset: 'CoreML6',
  blockSpecializations: {
    CoreML6: {
      outputs,
      operations: operations.map((operation) => ({
        type: operation.type,
        inputs: mapped(operation.inputs ?? {}, (operand) => ({ arguments: bindings(operand) })),
        attributes: operation.attributes ?? {},
        outputs: operation.outputs.map(named),
      })),
    },
  },
});

const mapped = <From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

export interface SampleModel {
  readonly specificationVersion?: number;
  readonly description?: object;
  readonly functions: Readonly<Record<string, SampleFunction>>;
  /** The content of weight.bin. */
  readonly weights?: Uint8Array;
}

/** Writes a package at `path` and returns the path. */
export function writeSample(path: string, model: SampleModel): string {
  const { specificationVersion = 7, description = {}, functions, weights } = model;
  const spec = join(path, 'Data/com.apple.CoreML/model.mlmodel');
  mkdirSync(join(dirname(spec), 'weights'), { recursive: true });
  const message = { specificationVersion, description, mlProgram: { functions: mapped(functions, functionOf) } };
  writeFileSync(spec, modelType.encode(modelType.fromObject(message)).finish());
  if (weights) writeFileSync(join(dirname(spec), 'weights/weight.bin'), weights);
  const manifest = {
    fileFormatVersion: '1.0.0',
    itemInfoEntries: { A: { path: 'com.apple.CoreML/model.mlmodel', author: '', name: 'model.mlmodel' } },
    rootModelIdentifier: 'A',
  };
  writeFileSync(join(path, 'Manifest.json'), JSON.stringify(manifest));
  return path;
}

/** A weight.bin of one blob, whose metadata is at offset 64. */
export function weightFile(dataType: number, data: Uint8Array): Uint8Array {
  const file = Buffer.alloc(128 + data.byteLength);
  file.writeUInt32LE(1, 0);
  file.writeUInt32LE(2, 4);
  const dtype = dtypeOf(dataType);
  file.writeUInt32LE(0xdeadbeef, 64);
  file.writeUInt32LE((dtype && blobNumberOf(dtype)) ?? 0, 68);
  file.writeBigUInt64LE(BigInt(data.byteLength), 72);
  file.writeBigUInt64LE(128n, 80);
  file.set(data, 128);
  return file;
}
