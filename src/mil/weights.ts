import { openSync, readSync, fstatSync, closeSync } from 'node:fs';
import { basename } from 'node:path';
import { Problem } from '../problem.js';
import { elementCount, elementsOf, lazyConstant } from './constant.js';
import type { Constant } from './constant.js';
import { blobNumberOf, packedBytes } from './dtype.js';
import type { Dtype } from './dtype.js';

const sentinel = 0xdeadbeef;
const metadataBytes = 64;

/**
 * Reads one constant of a weight.bin; `offset` points at the blob's metadata (MILBlob/Blob/StorageFormat.hpp). The
 * metadata is checked here, the elements are read when first asked for.
 */
export function readBlob(file: string, offset: number, dtype: Dtype, shape: readonly number[]): Constant {
  const damaged = (what: string): Problem =>
    new Problem(`${file}: ${what} at offset ${String(offset)}; ${basename(file)} is damaged, copy the package again`);
  const { size, bytes: metadata } = readAt(file, offset, metadataBytes);
  if (metadata.byteLength < metadataBytes) throw damaged('no weights');
  if (metadata.readUInt32LE(0) !== sentinel) throw damaged('no blob');
  if (metadata.readUInt32LE(4) !== blobNumberOf(dtype)) throw damaged(`not the ${dtype} the model expects`);
  const bytes = Number(metadata.readBigUInt64LE(8));
  const start = Number(metadata.readBigUInt64LE(16));
  const count = elementCount(shape);
  const needed = packedBytes(dtype, count);
  if (bytes < needed) throw damaged(`${String(bytes)} bytes are too few for the shape`);
  if (start + bytes > size) throw damaged('the weights end early');
  return lazyConstant(dtype, shape, { form: dtype, bytes: needed }, () =>
    elementsOf(dtype, count, readAt(file, start, needed).bytes),
  );
}

/** Reads fewer bytes than asked for where the file ends, and none for an offset beyond it. */
function readAt(file: string, offset: number, count: number): { size: number; bytes: Buffer } {
  const fd = openOrExplain(file);
  try {
    const { size } = fstatSync(fd);
    const bytes = Buffer.alloc(Math.max(0, Math.min(count, size - offset)));
    return { size, bytes: bytes.subarray(0, readSync(fd, bytes, 0, bytes.byteLength, offset)) };
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
