import type { Connection } from './connection.js';

/**
 * Frames of HTTP/2 (RFC 9113), as RemoteXPC uses them: without requests, with header fields that are empty. Node's own
 * implementation takes no such stream.
 */
export const frameTypes = { data: 0, headers: 1, settings: 4, windowUpdate: 8 } as const;
const ack = 1;
const endHeaders = 4;
const padding = 8;
/** What every peer takes (RFC 9113, section 4.2). */
const largestPayload = 16_384;

/** What a client says first (RFC 9113, section 3.4). */
export const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

export interface Frame {
  readonly type: number;
  readonly isAck: boolean;
  readonly stream: number;
  readonly payload: Buffer;
}

/** Undefined when the client hangs up. Throws an Error for padding that is longer than its frame. */
export async function readFrame(connection: Connection): Promise<Frame | undefined> {
  const header = await connection.read(9);
  const payload = header && (await connection.read(header.readUIntBE(0, 3)));
  if (header === undefined || payload === undefined) return undefined;
  const [type, flags] = [header[3] ?? 0, header[4] ?? 0];
  return {
    type,
    isAck: (flags & ack) !== 0,
    stream: header.readUInt32BE(5) & 0x7fffffff,
    payload: type === frameTypes.data && (flags & padding) !== 0 ? withoutPadding(payload) : payload,
  };
}

function withoutPadding(payload: Buffer): Buffer {
  const length = payload[0];
  if (length === undefined || length >= payload.length) throw new Error('the padding of a frame is longer than it');
  return payload.subarray(1, payload.length - length);
}

/** The settings of a server: how many streams it takes, and how much it takes on each before it says go on. */
export function settingsFrame(settings: Readonly<Record<number, number>>): Buffer {
  const entries = Object.entries(settings).map(([id, value]) => {
    const entry = Buffer.alloc(6);
    entry.writeUInt16BE(Number(id));
    entry.writeUInt32BE(value, 2);
    return entry;
  });
  return frame(frameTypes.settings, 0, 0, Buffer.concat(entries));
}

export const settingsAck: Buffer = frame(frameTypes.settings, ack, 0, Buffer.alloc(0));

export function windowUpdateFrame(increment: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(increment);
  return frame(frameTypes.windowUpdate, 0, 0, payload);
}

/** Opens a stream. */
export const headersFrame = (stream: number): Buffer => frame(frameTypes.headers, endHeaders, stream, Buffer.alloc(0));

/** As many frames as the bytes need. */
export function dataFrames(stream: number, bytes: Buffer): Buffer {
  const pieces = Array.from({ length: Math.ceil(bytes.length / largestPayload) }, (_, index) =>
    bytes.subarray(index * largestPayload, (index + 1) * largestPayload),
  );
  return Buffer.concat(pieces.map((piece) => frame(frameTypes.data, 0, stream, piece)));
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}
