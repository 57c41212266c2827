import { readFileSync, writeFileSync } from 'node:fs';
import { Problem } from '../problem.js';
import { elementCount, elementsOf } from '../mil/constant.js';
import type { Dtype } from '../mil/dtype.js';
import { packedBytes } from '../mil/dtype.js';
import type { Tensor } from './predictor.js';

const magic = Buffer.from('\x93NUMPY', 'latin1');

/** NumPy's names of the element types that are read. */
const dtypes: Readonly<Record<string, Dtype>> = {
  '<f2': 'fp16',
  '<f4': 'fp32',
  '<f8': 'fp64',
  '<i4': 'int32',
  '<i8': 'int64',
  '|u1': 'uint8',
  '|i1': 'int8',
};

/** Reads an array that NumPy saved (numpy.lib.format, versions 1 to 3). Throws a Problem that names the file. */
export function readNpy(path: string): Tensor {
  const fail = (what: string, cause?: unknown): never => {
    throw new Problem(`${path} ${what}; give an array that numpy.save wrote`, undefined, cause);
  };
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch (error) {
    return fail('cannot be read', error);
  }
  if (file.length < 12 || !file.subarray(0, 6).equals(magic)) return fail('is not an .npy file');
  const wide = (file[6] ?? 1) > 1;
  const start = (wide ? 12 : 10) + (wide ? file.readUInt32LE(8) : file.readUInt16LE(8));
  const header = file.subarray(wide ? 12 : 10, start).toString('latin1');
  const descr = /'descr': '([^']*)'/.exec(header)?.[1] ?? '';
  const dtype = Object.hasOwn(dtypes, descr) ? dtypes[descr] : undefined;
  const sides = /'shape': \(([^)]*)\)/.exec(header)?.[1];
  if (dtype === undefined || sides === undefined) return fail(`holds elements of type ${descr}`);
  if (/'fortran_order': True/.test(header)) return fail('is in Fortran order');
  const shape = sides.split(',').flatMap((side) => (side.trim() === '' ? [] : [Number(side)]));
  const count = elementCount(shape);
  if (!Number.isSafeInteger(count) || file.length - start < packedBytes(dtype, count)) return fail('ends early');
  const elements = elementsOf(dtype, count, file.subarray(start)) as ArrayLike<number>;
  return { shape, data: /int/.test(dtype) ? Int32Array.from(elements) : Float32Array.from(elements) };
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
