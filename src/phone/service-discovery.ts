/**
 * The beginning of Remote Service Discovery, in which a phone says unasked who it is, once a client has opened two streams of
 * HTTP/2 (RFC 9113) with messages of RemoteXPC. Order and flags: what appium-ios-remotexpc 5.20.3 and pymobiledevice3 11.45.0 send.
 * Nothing of it comes from the emulator, which would answer a mistake that both made.
 */

const frameTypes = { data: 0, headers: 1, settings: 4, windowUpdate: 8 } as const;
const endHeaders = 0x4;
const isAck = 0x1;

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** SETTINGS_MAX_CONCURRENT_STREAMS of 100 and SETTINGS_INITIAL_WINDOW_SIZE of 1 MiB. */
const settings = Buffer.from('000300000064' + '000400100000', 'hex');
const windowIncrement = Buffer.from('000f0001', 'hex');

/** A message: magic, flags, the length of its body and an id, little-endian. Without a body it opens a stream. */
function message(flags: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0x29b00b92, 0);
  head.writeUInt32LE(flags, 4);
  head.writeBigUInt64LE(BigInt(body.length), 8);
  return Buffer.concat([head, body]);
}

/** An object of XPC version 5: a dictionary without entries. */
const emptyDictionary = Buffer.from('42371342' + '05000000' + '00f00000' + '04000000' + '00000000', 'hex');

/** What a client says first. */
export const greeting = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1'),
  frame(frameTypes.settings, 0, 0, settings),
  frame(frameTypes.windowUpdate, 0, 0, windowIncrement),
  frame(frameTypes.headers, endHeaders, 1),
  frame(frameTypes.data, 0, 1, message(0x1, emptyDictionary)),
  frame(frameTypes.data, 0, 1, message(0x201)),
  frame(frameTypes.headers, endHeaders, 3),
  frame(frameTypes.data, 0, 3, message(0x400001)),
  frame(frameTypes.settings, isAck, 0),
]);

/** A phone's introduction has some kilobytes, most of them for its services. */
export const longestIntroductionBytes = 256_000;

/** A key of a dictionary ends with a zero, and is padded to four bytes; a string has its type and its length before it. */
const key = Buffer.from('UniqueDeviceID\0\0', 'latin1');
const stringType = 0x9000;
const udidPattern = /^[0-9A-F]{8}-[0-9A-F]{16}$|^[0-9a-f]{40}$/;

/** The UDID that a phone has said is its own, among what it has said so far; undefined while it is not whole, and where it is none. */
export function introducedIn(said: Buffer): string | undefined {
  const at = said.indexOf(key) + key.length;
  if (at < key.length || said.length < at + 8 || said.readUInt32LE(at) !== stringType) return undefined;
  const end = at + 8 + said.readUInt32LE(at + 4);
  if (said.length < end) return undefined;
  const text = said.toString('latin1', at + 8, end).replace(/\0$/, '');
  return udidPattern.test(text) ? text : undefined;
}
