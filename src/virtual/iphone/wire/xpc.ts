/**
 * Objects of RemoteXPC, which iOS wraps in frames of HTTP/2. Layout: what appium-ios-remotexpc 5.20.3 writes and reads
 * (remote-xpc/xpc-protocol.ts); little-endian, everything padded to four bytes.
 */

/** Numbers are int64 when whole and double otherwise; a bigint is uint64. */
export type XpcValue =
  null | boolean | number | bigint | string | Buffer | XpcUuid | readonly XpcValue[] | XpcDictionary;
export interface XpcDictionary {
  readonly [key: string]: XpcValue;
}

/** Sixteen bytes that XPC tells from data. */
export class XpcUuid {
  readonly bytes: Buffer;

  /** Throws for anything but 16 bytes. */
  constructor(bytes: Buffer) {
    if (bytes.length !== 16) throw new Error(`a UUID has 16 bytes, not ${String(bytes.length)}`);
    this.bytes = bytes;
  }

  /** Of text such as 8C8B4C3E-0A52-4E0C-9A64-2C3B3B3E0F11. */
  static of(text: string): XpcUuid {
    return new XpcUuid(Buffer.from(text.replaceAll('-', ''), 'hex'));
  }
}

/** One message of a stream: `body` is absent where it only opens or closes something. */
export interface XpcMessage {
  readonly flags: number;
  readonly id: bigint;
  readonly body?: XpcDictionary | undefined;
}

const types = {
  null: 0x1000,
  bool: 0x2000,
  int64: 0x3000,
  uint64: 0x4000,
  double: 0x5000,
  date: 0x7000,
  data: 0x8000,
  string: 0x9000,
  uuid: 0xa000,
  array: 0xe000,
  dictionary: 0xf000,
} as const;

const wrapperMagic = 0x29b00b92;
const objectMagic = 0x42133742;
const objectVersion = 5;
const wrapperBytes = 24;
/** Objects within objects; a phone has no use for more, and a reader that recurses without end would run out of stack. */
const deepest = 64;

export function encodeMessage({ flags, id, body }: XpcMessage): Buffer {
  const object = body && Buffer.concat([u32(objectMagic), u32(objectVersion), encodeXpc(body)]);
  const wrapper = Buffer.concat([u32(wrapperMagic), u32(flags), u64(BigInt(object?.length ?? 0)), u64(id)]);
  return object === undefined ? wrapper : Buffer.concat([wrapper, object]);
}

/**
 * How many bytes the message has that begins so; undefined while its wrapper is not whole. Throws where no message begins.
 */
export function messageBytes(begun: Buffer): number | undefined {
  if (begun.length < wrapperBytes) return undefined;
  if (begun.readUInt32LE(0) !== wrapperMagic) throw new Error('no message of RemoteXPC begins here');
  return wrapperBytes + Number(begun.readBigUInt64LE(8));
}

/** Decodes one whole message. Throws an Error for what is none. */
export function decodeMessage(bytes: Buffer): XpcMessage {
  if (messageBytes(bytes) !== bytes.length) throw new Error('a message of RemoteXPC has another length than it says');
  const head = { flags: bytes.readUInt32LE(4), id: bytes.readBigUInt64LE(16) };
  if (bytes.length === wrapperBytes) return head;
  const reader = new Reader(bytes.subarray(wrapperBytes));
  if (reader.u32() !== objectMagic || reader.u32() !== objectVersion) throw new Error('no object of XPC version 5');
  const body = decode(reader, 0);
  if (!isDictionary(body)) throw new Error('the body of a message is no dictionary');
  return { ...head, body };
}

export function encodeXpc(value: XpcValue): Buffer {
  if (value === null) return u32(types.null);
  if (typeof value === 'boolean') return Buffer.concat([u32(types.bool), u32(value ? 1 : 0)]);
  if (typeof value === 'bigint') return Buffer.concat([u32(types.uint64), u64(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(8);
    if (!Number.isSafeInteger(value)) {
      bytes.writeDoubleLE(value);
      return Buffer.concat([u32(types.double), bytes]);
    }
    bytes.writeBigInt64LE(BigInt(value));
    return Buffer.concat([u32(types.int64), bytes]);
  }
  if (typeof value === 'string') return sized(types.string, Buffer.from(`${value}\0`));
  if (Buffer.isBuffer(value)) return sized(types.data, value);
  if (value instanceof XpcUuid) return Buffer.concat([u32(types.uuid), value.bytes]);
  if (isArray(value)) return sized(types.array, Buffer.concat([u32(value.length), ...value.map(encodeXpc)]));
  const entries = Object.entries(value);
  const items = entries.flatMap(([key, item]) => [padded(Buffer.from(`${key}\0`)), encodeXpc(item)]);
  return sized(types.dictionary, Buffer.concat([u32(entries.length), ...items]));
}

/** Decodes one object, whose bytes these are all. Throws an Error for what is none. */
export function decodeXpc(bytes: Buffer): XpcValue {
  const reader = new Reader(bytes);
  const value = decode(reader, 0);
  if (reader.left > 0) throw new Error('bytes follow the object of XPC');
  return value;
}

function decode(reader: Reader, depth: number): XpcValue {
  if (depth > deepest) throw new Error('the object of XPC is nested too deeply');
  const type = reader.u32();
  switch (type) {
    case types.null:
      return null;
    case types.bool:
      return reader.u32() !== 0;
    case types.int64: {
      const value = Number(reader.take(8).readBigInt64LE());
      if (!Number.isSafeInteger(value)) throw new Error('an integer of XPC is larger than a number can hold');
      return value;
    }
    case types.uint64:
      return reader.take(8).readBigUInt64LE();
    case types.double:
      return reader.take(8).readDoubleLE();
    case types.date:
      // Nanoseconds; nothing here asks for a time.
      return reader.take(8).readBigInt64LE();
    case types.uuid:
      return new XpcUuid(Buffer.from(reader.take(16)));
    case types.data:
      return Buffer.from(reader.sized());
    case types.string:
      return withoutEnd(reader.sized());
    case types.array: {
      const items = new Reader(reader.sized());
      return Array.from({ length: items.count() }, () => decode(items, depth + 1));
    }
    case types.dictionary: {
      const items = new Reader(reader.sized());
      // A key may be called as what every object has.
      const entries = Array.from({ length: items.count() }, () => [items.key(), decode(items, depth + 1)] as const);
      return Object.fromEntries(entries);
    }
    default:
      throw new Error(`no type of XPC is 0x${type.toString(16)}`);
  }
}

/** Reads on from where it stopped; throws an Error at the end. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(bytes: number): Buffer {
    if (bytes > this.left) throw new Error('an object of XPC ends too soon');
    const taken = this.#bytes.subarray(this.#at, this.#at + bytes);
    this.#at += bytes;
    return taken;
  }

  u32(): number {
    return this.take(4).readUInt32LE();
  }

  /** How many items follow, of which each has four bytes at least. */
  count(): number {
    const items = this.u32();
    if (items * 4 > this.left) throw new Error('a collection of XPC ends too soon');
    return items;
  }

  sized(): Buffer {
    const bytes = this.u32();
    const taken = this.take(bytes);
    this.#skipPadding(bytes);
    return taken;
  }

  key(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    if (end < 0) throw new Error('a key of XPC has no end');
    const bytes = end + 1 - this.#at;
    const key = withoutEnd(this.take(bytes));
    this.#skipPadding(bytes);
    return key;
  }

  #skipPadding(bytes: number): void {
    this.take(Math.min(paddingAfter(bytes), this.left));
  }
}

const isArray = (value: XpcValue): value is readonly XpcValue[] => Array.isArray(value);

const isDictionary = (value: XpcValue): value is XpcDictionary =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !Buffer.isBuffer(value) &&
  !(value instanceof XpcUuid);

function withoutEnd(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

const sized = (type: number, bytes: Buffer): Buffer => Buffer.concat([u32(type), u32(bytes.length), padded(bytes)]);

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(paddingAfter(bytes.length))]);

const paddingAfter = (bytes: number): number => (4 - (bytes % 4)) % 4;

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
