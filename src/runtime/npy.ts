import { writeFileSync } from 'node:fs';
import { mostBytes } from '../bounds/bounds.js';
import { readFileWithin } from '../bounds/read-file.js';
import { Problem } from '../problem.js';
import { elementCount, elementsOf } from '../mil/constant.js';
import type { Dtype } from '../mil/dtype.js';
import { packedBytes } from '../mil/dtype.js';
import type { Tensor } from './predictor.js';

const magic = Buffer.from('\x93NUMPY', 'latin1');

/** NumPy's names of the element types that are read, after the sign of the byte order. */
const dtypes: Readonly<Record<string, Dtype>> = {
  f2: 'fp16',
  f4: 'fp32',
  f8: 'fp64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
};

/**
 * Reads an array that NumPy saved (numpy.lib.format, versions 1 to 3), of any numeric type, byte order and memory order, as
 * float32 or int32, row-major. Throws a Problem that names the file, also for a whole number beyond int32.
 */
export function readNpy(path: string): Tensor {
  try {
    return npyIn(readFileWithin(path, mostBytes.array.most), path);
  } catch (error) {
    if (error instanceof Problem || !(error instanceof Error && 'code' in error)) throw error;
    const what = error.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new Problem(`${path} ${what}; give an array that numpy.save wrote`, undefined, error);
  }
}

/** Reads the content of an .npy file. `path` is for what a Problem says. */
export function npyIn(file: Buffer, path: string): Tensor {
  const fail = (what: string): never => {
    throw new Problem(`${path} ${what}; give an array that numpy.save wrote`);
  };
  if (file.length < 12 || !file.subarray(0, 6).equals(magic)) return fail('is not an .npy file');
  const wide = (file[6] ?? 1) > 1;
  const start = (wide ? 12 : 10) + (wide ? file.readUInt32LE(8) : file.readUInt16LE(8));
  const header = file.subarray(wide ? 12 : 10, start).toString('latin1');
  const [, order = '', name = ''] = /'descr': '([<>|=]?)([^']*)'/.exec(header) ?? [];
  const dtype = Object.hasOwn(dtypes, name) ? dtypes[name] : undefined;
  const sides = /'shape': \(([^)]*)\)/.exec(header)?.[1];
  if (dtype === undefined) return fail(`holds elements of type ${name || 'object or record'}, which are not numbers`);
  if (sides === undefined) return fail('states no shape');
  const shape = sides.split(',').flatMap((side) => (side.trim() === '' ? [] : [Number(side)]));
  if (!shape.every((side) => Number.isSafeInteger(side) && side >= 0)) return fail('states a shape that no array has');
  const count = elementCount(shape);
  const bytes = packedBytes(dtype, count);
  if (!Number.isSafeInteger(count) || file.length - start < bytes) return fail('ends early');
  const stored = file.subarray(start, start + bytes);
  const elements = elementsOf(dtype, count, order === '>' ? swapped(stored, bytes / count) : stored);
  const values = Array.from(elements as ArrayLike<number | boolean>, Number);
  const rowMajor = /'fortran_order': True/.test(header) ? transposed(values, shape) : values;
  if (/^fp/.test(dtype)) return { shape, data: Float32Array.from(rowMajor) };
  const beyond = rowMajor.find((value) => value !== (value | 0));
  if (beyond !== undefined) {
    throw new Problem(`${path} holds ${String(beyond)}, which no int32 holds; save it as float32 if it may be rounded`);
  }
  return { shape, data: Int32Array.from(rowMajor) };
}

/** Reverses the bytes of every element. */
function swapped(bytes: Buffer, width: number): Buffer {
  const copy = Buffer.from(bytes);
  if (width === 2) return copy.swap16();
  if (width === 4) return copy.swap32();
  return width === 8 ? copy.swap64() : copy;
}

/** Puts elements that were stored with the first axis running fastest (Fortran's order) into row-major order. */
function transposed(values: readonly number[], shape: readonly number[]): number[] {
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  return values.map((_, index) => {
    let [rest, from] = [index, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const side = shape[axis] ?? 1;
      from += (rest % side) * (strides[axis] ?? 0);
      rest = Math.floor(rest / side);
    }
    return values[from] ?? 0;
  });
}

/** Writes float32 or int32, row-major, as numpy.save does. */
export function writeNpy(path: string, { shape, data }: Tensor): void {
  const descr = data instanceof Float32Array ? '<f4' : '<i4';
  const sides = shape.length === 1 ? `${String(shape[0])},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sides}), }`;
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n';
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  const body = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  writeFileSync(path, Buffer.concat([magic, Buffer.from([1, 0]), length, Buffer.from(header, 'latin1'), body]));
}
