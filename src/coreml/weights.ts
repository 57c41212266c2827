import { openSync, readSync, fstatSync, closeSync } from 'node:fs';
import { basename } from 'node:path';
import { Problem } from '../contract/problem.js';
import { elementCount, elementsOf } from './constant.js';
import type { Constant } from './constant.js';
import { blobNumberOf, packedBytes } from './dtype.js';
import type { Dtype } from './dtype.js';

const sentinel = 0xdeadbeef;
const metadataBytes = 64;

/** Reads one constant of a weight.bin; `offset` points at the blob's metadata (MILBlob/Blob/StorageFormat.hpp). */
export function readBlob(file: string, offset: number, dtype: Dtype, shape: readonly number[]): Constant {
  const damaged = (what: string): Problem =>
    new Problem(`${file}: ${what} at offset ${String(offset)}; ${basename(file)} is damaged, copy the package again`);
  const fd = openOrExplain(file);
  try {
    const size = fstatSync(fd).size;
    const metadata = Buffer.alloc(metadataBytes);
    if (readSync(fd, metadata, 0, metadataBytes, offset) < metadataBytes) throw damaged('no weights');
    if (metadata.readUInt32LE(0) !== sentinel) throw damaged('no blob');
    if (metadata.readUInt32LE(4) !== blobNumberOf(dtype)) throw damaged(`not the ${dtype} the model expects`);
    const bytes = Number(metadata.readBigUInt64LE(8));
    const start = Number(metadata.readBigUInt64LE(16));
    const count = elementCount(shape);
    if (bytes < packedBytes(dtype, count)) throw damaged(`${String(bytes)} bytes are too few for the shape`);
    if (start + bytes > size) throw damaged('the weights end early');
    const data = Buffer.alloc(bytes);
    readSync(fd, data, 0, bytes, start);
    return { dtype, shape, values: elementsOf(dtype, count, data) };
  } finally {
    closeSync(fd);
  }
}

function openOrExplain(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw new Problem(`${file} cannot be read; the package has no weights, copy all of it`, undefined, error);
  }
}
