/** A reference to another object of a keyed archive. */
export class Uid {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

/** What a keyed archive is made of. Whole numbers have at most 53 bits, and are not negative where they are lengths. */
export type BinaryValue =
  boolean | number | string | Buffer | Uid | readonly BinaryValue[] | { readonly [key: string]: BinaryValue };

/**
 * Encodes a binary property list, with the references (CF$UID) that keyed archives need and that no library here writes.
 * Layout: CoreFoundation's CFBinaryPList.c.
 */
export function encodeBinaryPlist(value: BinaryValue): Buffer {
  const objects: Buffer[] = [];
  // Every reference has four bytes.
  const add = (item: BinaryValue): number => {
    const index = objects.length;
    objects.push(Buffer.alloc(0));
    objects[index] = encoded(item, add);
    return index;
  };
  const top = add(value);
  const header = Buffer.from('bplist00', 'latin1');
  let at = header.length;
  const offsets = objects.map((object) => {
    const offset = at;
    at += object.length;
    return word(offset);
  });
  const trailer = Buffer.alloc(32);
  trailer[6] = wordBytes;
  trailer[7] = wordBytes;
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(top), 16);
  trailer.writeBigUInt64BE(BigInt(at), 24);
  return Buffer.concat([header, ...objects, ...offsets, trailer]);
}

const wordBytes = 4;
/** The kinds of objects, in the upper half of their first byte. */
const kinds = {
  integer: 0x10,
  real: 0x20,
  data: 0x40,
  ascii: 0x50,
  utf16: 0x60,
  uid: 0x80,
  array: 0xa0,
  dictionary: 0xd0,
};

function encoded(item: BinaryValue, add: (item: BinaryValue) => number): Buffer {
  if (typeof item === 'boolean') return Buffer.of(item ? 0x09 : 0x08);
  if (typeof item === 'number') return Number.isSafeInteger(item) ? integer(item) : real(item);
  if (typeof item === 'string') return text(item);
  if (Buffer.isBuffer(item)) return Buffer.concat([marker(kinds.data, item.length), item]);
  if (item instanceof Uid) return Buffer.concat([Buffer.of(kinds.uid | (wordBytes - 1)), word(item.index)]);
  if (isArray(item)) {
    return Buffer.concat([marker(kinds.array, item.length), ...item.map((element) => word(add(element)))]);
  }
  const entries = Object.entries(item);
  const keys = entries.map(([key]) => word(add(key)));
  const values = entries.map(([, element]) => word(add(element)));
  return Buffer.concat([marker(kinds.dictionary, entries.length), ...keys, ...values]);
}

const isArray = (item: BinaryValue): item is readonly BinaryValue[] => Array.isArray(item);

/** Eight bytes, which alone may be negative. */
function integer(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = kinds.integer | 3;
  bytes.writeBigInt64BE(BigInt(value), 1);
  return bytes;
}

function real(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = kinds.real | 3;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function text(value: string): Buffer {
  if (/^[\x00-\x7f]*$/.test(value)) {
    return Buffer.concat([marker(kinds.ascii, value.length), Buffer.from(value, 'latin1')]);
  }
  return Buffer.concat([marker(kinds.utf16, value.length), Buffer.from(value, 'utf16le').swap16()]);
}

/** The first byte of an object that has a length; from 15 on, the length follows as an integer. */
function marker(kind: number, length: number): Buffer {
  return length < 15
    ? Buffer.of(kind | length)
    : Buffer.concat([Buffer.of(kind | 15, kinds.integer | 2), word(length)]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(wordBytes);
  bytes.writeUInt32BE(value);
  return bytes;
}
