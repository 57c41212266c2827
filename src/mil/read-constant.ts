import { join } from 'node:path';
import { isContained } from '../contract/paths.js';
import { Problem } from '../problem.js';
import type { ModelFiles } from '../coreml/package.js';
import type { RawType, RawValue } from '../coreml/raw-program.js';
import { elementCount, elementsOf, lazyConstant } from './constant.js';
import type { Constant, Elements } from './constant.js';
import { dtypeOf, packedBytes, unreadDtype } from './dtype.js';
import type { Dtype } from './dtype.js';
import type { Container, TypedName } from './program.js';
import { Unsupported } from './unsupported.js';
import { readBlob } from './weights.js';

/** Reads a value's type. Throws Unsupported for an element type that rezbench does not read. */
export function readType(type: RawType): Omit<TypedName, 'name'> {
  const { listType, tupleType, dictionaryType, stateType, tensorType } = type;
  const held = (container: Container, inner: RawType) => ({ ...readType(inner), container });
  if (listType) return held('list', listType.type);
  if (dictionaryType) return held('dictionary', dictionaryType.valueType);
  if (stateType) return held('state', stateType.wrappedType);
  if (tupleType) return { dtype: 'fp32', shape: [], container: 'tuple' };
  if (tensorType === undefined) throw new Unsupported('a value of no known type');
  const dtype = dtypeOf(tensorType.dataType);
  if (dtype === undefined) throw new Unsupported(`a value of type ${unreadDtype(tensorType.dataType)}`);
  return { dtype, shape: tensorType.dimensions.map((dimension) => dimension.constant?.size) };
}

/** Reads a constant that stands in the model itself or in its weight file. A list of numbers is read as one constant. */
export function readConstant(files: ModelFiles, value: RawValue): Constant {
  const { dtype, shape: sides } = readType(value.type);
  const list = value.immediateValue?.list?.values;
  const shape = list ? [list.length] : sides.map((side) => side ?? 0);
  if (value.blobFileValue) {
    const { fileName, offset } = value.blobFileValue;
    const path = fileName.replace(/^@model_path\//, '');
    if (!isContained(path)) throw new Problem(`${files.spec}: weight file ${fileName} leaves the package`);
    return readBlob(join(files.root, path), offset, dtype, shape);
  }
  const stored = { form: dtype, bytes: packedBytes(dtype, elementCount(shape)) };
  const values = list
    ? (list.map((one) => listedValues(one.immediateValue?.tensor)[0]) as Elements)
    : immediateValues(files, value, dtype, elementCount(shape));
  return lazyConstant(dtype, shape, stored, () => values);
}

function immediateValues(files: ModelFiles, value: RawValue, dtype: Dtype, count: number): Elements {
  const tensor = value.immediateValue?.tensor;
  const bytes = dtype === 'string' ? undefined : tensor?.bytes?.values;
  if (bytes && bytes.byteLength >= packedBytes(dtype, count)) return elementsOf(dtype, count, bytes);
  const values = bytes ? [] : listedValues(tensor);
  if (values.length === count) return values;
  const found = bytes?.byteLength ?? values.length;
  throw new Problem(`${files.spec}: a constant of ${String(count)} elements states ${String(found)}`);
}

type RawTensor = NonNullable<RawValue['immediateValue']>['tensor'];

function listedValues(tensor: RawTensor): Elements {
  if (tensor?.strings) return tensor.strings.values;
  if (tensor?.floats) return Float32Array.from(tensor.floats.values as number[]);
  if (tensor?.doubles) return Float64Array.from(tensor.doubles.values as number[]);
  if (tensor?.ints) return Int32Array.from(tensor.ints.values);
  if (tensor?.longInts) return Float64Array.from(tensor.longInts.values);
  return tensor?.bools?.values ?? [];
}
