import protobuf from 'protobufjs/minimal.js';

/** A scalar type of protobuf: how its values lie in a file, and what one is that the file leaves out. */
interface ScalarType<Value> {
  readonly wireType: 0 | 1 | 2 | 5;
  readonly zero: Value;
  readonly read: (from: protobuf.Reader) => Value;
  readonly write: (to: protobuf.Writer, value: Value) => void;
  /** Appends the values of a packed field; left out for types that cannot be packed. */
  readonly readPacked?: (from: protobuf.Reader, into: Value[]) => void;
}

/** 64-bit integers are numbers here: sizes, offsets and axes, all below 2^53. */
const toNumber = (value: protobuf.Long | number): number =>
  typeof value === 'number' ? value : protobuf.util.LongBits.from(value).toNumber(value.unsigned);

const long = (name: 'int64' | 'uint64'): ScalarType<number> => ({
  wireType: 0,
  zero: 0,
  read: (from) => toNumber(from[name]()),
  write: (to, value) => to[name](value),
  readPacked(from, into) {
    for (const value of from[`${name}s`]()) into.push(toNumber(value));
  },
});

/** The scalar types that Core ML's and ONNX's messages have. */
const scalars = {
  int32: {
    wireType: 0,
    zero: 0,
    read: (from) => from.int32(),
    write: (to, value) => to.int32(value),
    readPacked: (from, into) => from.int32s(into),
  } satisfies ScalarType<number>,
  int64: long('int64'),
  uint64: long('uint64'),
  bool: {
    wireType: 0,
    zero: false,
    read: (from) => from.bool(),
    write: (to, value) => to.bool(value),
    readPacked: (from, into) => from.bools(into),
  } satisfies ScalarType<boolean>,
  float: {
    wireType: 5,
    zero: 0,
    read: (from) => from.float(),
    write: (to, value) => to.float(value),
    readPacked: (from, into) => from.floats(into),
  } satisfies ScalarType<number>,
  double: {
    wireType: 1,
    zero: 0,
    read: (from) => from.double(),
    write: (to, value) => to.double(value),
    readPacked: (from, into) => from.doubles(into),
  } satisfies ScalarType<number>,
  string: {
    wireType: 2,
    zero: '',
    read: (from) => from.stringVerify(),
    write: (to, value) => to.string(value),
  } satisfies ScalarType<string>,
  bytes: {
    wireType: 2,
    zero: Buffer.alloc(0),
    read: (from) => from.bytes(),
    write: (to, value) => to.bytes(value),
  } satisfies ScalarType<Uint8Array>,
};

export type ScalarName = keyof typeof scalars;

/** One of the types, for any values. */
export const scalarNamed = (name: ScalarName): ScalarType<unknown> => scalars[name] as ScalarType<unknown>;

export const isScalar = (name: string): name is ScalarName => Object.hasOwn(scalars, name);
