import { mostBytes } from '../../../bounds/bounds.js';
import type { Connection } from './connection.js';
import { archive, unarchive } from './keyed-archive.js';
import type { Archived } from './keyed-archive.js';

/**
 * DTX, which Instruments' services speak: messages on channels, each with a selector of Objective-C and its arguments as keyed
 * archives. Layout: what appium-ios-remotexpc 5.20.3, pymobiledevice3 11.45.0 and go-ios 1.2.0 write and read; little-endian.
 */

const magic = 0x1f3d5b79;
const headerBytes = 32;
const payloadHeaderBytes = 16;
const argumentsMagic = 0x1f0;

/** What a message is; a reply without a value has a kind of its own. */
export const dtxTypes = { done: 0, invocation: 2, value: 3, error: 4 } as const;
type DtxType = (typeof dtxTypes)[keyof typeof dtxTypes];

/** How an argument is written. */
const argumentTypes = { nothing: 10, archived: 2, int32: 3, int64: 6 } as const;

export interface DtxMessage {
  readonly id: number;
  readonly channel: number;
  readonly wantsReply: boolean;
  /** The selector of an invocation, or the value of a reply. */
  readonly payload: Archived;
  readonly arguments: readonly Archived[];
}

/** What is sent: an invocation of ours has conversation 0, and a reply the id of what it answers in conversation 1. */
export interface DtxAnswer {
  readonly id: number;
  readonly channel: number;
  readonly conversation: 0 | 1;
  readonly type: DtxType;
  readonly payload?: Archived;
  readonly arguments?: readonly Archived[];
}

/**
 * Reads messages, whose fragments may come in turns. Undefined when the client hangs up. Throws an Error for what is no DTX.
 */
export class DtxReader {
  readonly #connection: Connection;
  /** Of messages that have not come as a whole, by their channel and id. */
  readonly #begun = new Map<string, Buffer>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async next(): Promise<DtxMessage | undefined> {
    for (;;) {
      const header = await this.#connection.read(headerBytes);
      if (header === undefined) return undefined;
      if (header.readUInt32LE(0) !== magic || header.readUInt32LE(4) !== headerBytes) throw new Error('this is no DTX');
      const [fragment, fragments] = [header.readUInt16LE(8), header.readUInt16LE(10)];
      // The first of several fragments only says how long they are together.
      if (fragments > 1 && fragment === 0) continue;
      const piece = await this.#connection.read(header.readUInt32LE(12));
      if (piece === undefined) return undefined;
      const whole = this.#joined(header, piece, fragment >= fragments - 1);
      if (whole !== undefined) return decoded(header, whole);
    }
  }

  #joined(header: Buffer, piece: Buffer, isLast: boolean): Buffer | undefined {
    const key = `${String(header.readInt32LE(24))} ${String(header.readUInt32LE(16))}`;
    const begun = this.#begun.get(key);
    if (begun === undefined && isLast) return piece;
    const bytes = Buffer.concat([begun ?? Buffer.alloc(0), piece]);
    if (bytes.length > mostBytes.message.most) throw new Error('a message of DTX is too long');
    if (!isLast) this.#begun.set(key, bytes);
    else this.#begun.delete(key);
    return isLast ? bytes : undefined;
  }
}

function decoded(header: Buffer, payload: Buffer): DtxMessage {
  if (payload.length < payloadHeaderBytes) throw new Error('a message of DTX ends too soon');
  const argumentBytes = payload.readUInt32LE(4);
  const totalBytes = Number(payload.readBigUInt64LE(8));
  if (argumentBytes > totalBytes || payloadHeaderBytes + totalBytes > payload.length) {
    throw new Error('a message of DTX ends too soon');
  }
  const end = payloadHeaderBytes + argumentBytes;
  return {
    id: header.readUInt32LE(16),
    channel: header.readInt32LE(24),
    wantsReply: header.readUInt32LE(28) !== 0,
    payload: totalBytes > argumentBytes ? unarchive(payload.subarray(end, payloadHeaderBytes + totalBytes)) : null,
    arguments: argumentBytes > 0 ? decodedArguments(payload.subarray(payloadHeaderBytes, end)) : [],
  };
}

/** A header of 16 bytes, then a key, which is nothing, and a value for each argument. */
function decodedArguments(bytes: Buffer): Archived[] {
  const found: Archived[] = [];
  let at = 16;
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('the arguments of a message of DTX end too soon');
    const taken = bytes.subarray(at, at + length);
    at += length;
    return taken;
  };
  while (at < bytes.length) {
    const type = take(4).readUInt32LE();
    switch (type) {
      case argumentTypes.nothing:
        break;
      case argumentTypes.int32:
        found.push(take(4).readInt32LE());
        break;
      case argumentTypes.int64:
        found.push(Number(take(8).readBigInt64LE()));
        break;
      case argumentTypes.archived:
        found.push(unarchive(take(take(4).readUInt32LE())));
        break;
      default:
        throw new Error(`no argument of DTX has the type ${String(type)}`);
    }
  }
  return found;
}

export function encodeDtx({ id, channel, conversation, type, payload, arguments: given = [] }: DtxAnswer): Buffer {
  const items = given.flatMap((argument) => {
    const bytes = archive(argument);
    return [words(argumentTypes.nothing, argumentTypes.archived, bytes.length), bytes];
  });
  const body = Buffer.concat(items);
  const auxiliary = items.length > 0 ? Buffer.concat([words(argumentsMagic, 0, body.length, 0), body]) : body;
  const value = payload === undefined ? Buffer.alloc(0) : archive(payload);
  const length = auxiliary.length + value.length;
  return Buffer.concat([
    words(magic, headerBytes),
    // The first and only fragment.
    Buffer.of(0, 0, 1, 0),
    words(payloadHeaderBytes + length, id, conversation, channel, 0),
    words(type, auxiliary.length, length, 0),
    auxiliary,
    value,
  ]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => {
    bytes.writeInt32LE(value | 0, 4 * index);
  });
  return bytes;
}
