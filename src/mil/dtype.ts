/** Element types of MIL tensors by their number in MIL.proto's DataType. */
const names = {
  1: 'bool',
  2: 'string',
  10: 'fp16',
  11: 'fp32',
  12: 'fp64',
  21: 'int8',
  22: 'int16',
  23: 'int32',
  24: 'int64',
  25: 'int4',
  31: 'uint8',
  32: 'uint16',
  33: 'uint32',
  34: 'uint64',
  35: 'uint4',
  36: 'uint2',
  37: 'uint1',
  38: 'uint6',
  39: 'uint3',
} as const;

export type Dtype = (typeof names)[keyof typeof names];

/** Undefined for a type that rezbench does not read, such as the 8-bit floats. */
export const dtypeOf = (number: number): Dtype | undefined => (names as Readonly<Record<number, Dtype>>)[number];

/** Names a type for which `dtypeOf` knows no Dtype. */
export const unreadDtype = (number: number): string => unread[number] ?? `number ${String(number)}`;

const unread: Readonly<Record<number, string>> = { 13: 'bf16', 40: 'fp8e4m3fn', 41: 'fp8e5m2' };

/** weight.bin numbers its types on its own (coremltools, MILBlob/Blob/BlobDataType.hpp). */
const blobNumbers: Readonly<Partial<Record<Dtype, number>>> = {
  fp16: 1,
  fp32: 2,
  uint8: 3,
  int8: 4,
  int16: 6,
  uint16: 7,
  int4: 8,
  uint1: 9,
  uint2: 10,
  uint4: 11,
  uint3: 12,
  uint6: 13,
  int32: 14,
  uint32: 15,
};

export const blobNumberOf = (dtype: Dtype): number | undefined => blobNumbers[dtype];

const bits: Readonly<Record<Dtype, number>> = {
  bool: 8,
  string: 0,
  fp16: 16,
  fp32: 32,
  fp64: 64,
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  int4: 4,
  uint8: 8,
  uint16: 16,
  uint32: 32,
  uint64: 64,
  uint4: 4,
  uint2: 2,
  uint1: 1,
  uint6: 6,
  uint3: 3,
};

/** The bytes that `count` elements take when stored one after another, sub-byte types packed. */
export const packedBytes = (dtype: Dtype, count: number): number => Math.ceil((bits[dtype] * count) / 8);
