import { mostBytes } from '../../../bounds/bounds.js';
import type { Connection } from '../wire/connection.js';

/** AFC operation numbers (libimobiledevice, src/afc.h). */
export const operations = {
  status: 1,
  data: 2,
  readDir: 3,
  removePath: 8,
  makeDir: 9,
  getFileInfo: 10,
  getDeviceInfo: 11,
  fileOpen: 13,
  fileOpenResult: 14,
  fileRead: 15,
  fileWrite: 16,
  fileSeek: 17,
  fileTell: 18,
  fileTellResult: 19,
  fileClose: 20,
  fileSetSize: 21,
  renamePath: 24,
  setFileModTime: 30,
  removePathAndContents: 34,
} as const;

/** AFC error codes (libimobiledevice, include/libimobiledevice/afc.h). */
export const afcErrors = {
  success: 0,
  unknown: 1,
  invalidArgument: 7,
  notFound: 8,
  isDirectory: 9,
  permissionDenied: 10,
  notSupported: 15,
  exists: 16,
  noSpaceLeft: 18,
  notEmpty: 33,
} as const;

const magic = 'CFA6LPAA';
const headerBytes = 40;

/** `header` has an operation's fixed arguments, `data` the bytes after them. */
export interface Packet {
  readonly operation: number;
  readonly number: bigint;
  readonly header: Buffer;
  readonly data: Buffer;
}

/** Undefined when the client hangs up or does not speak AFC. */
export async function readPacket(connection: Connection): Promise<Packet | undefined> {
  const fixed = await connection.read(headerBytes);
  if (fixed?.toString('latin1', 0, 8) !== magic) return undefined;
  const total = Number(fixed.readBigUInt64LE(8));
  const withHeader = Number(fixed.readBigUInt64LE(16));
  if (withHeader < headerBytes || total < withHeader || total > mostBytes.message.most) return undefined;
  const header = await connection.read(withHeader - headerBytes);
  const data = header && (await connection.read(total - withHeader));
  return data && { operation: Number(fixed.readBigUInt64LE(32)), number: fixed.readBigUInt64LE(24), header, data };
}

export function sendPacket(connection: Connection, { operation, number, header, data }: Packet): void {
  const fixed = Buffer.alloc(headerBytes);
  fixed.write(magic, 'latin1');
  fixed.writeBigUInt64LE(BigInt(headerBytes + header.length + data.length), 8);
  fixed.writeBigUInt64LE(BigInt(headerBytes + header.length), 16);
  fixed.writeBigUInt64LE(number, 24);
  fixed.writeBigUInt64LE(BigInt(operation), 32);
  connection.write(Buffer.concat([fixed, header, data]));
}

export function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** The text before the first NUL. */
export function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/** Strings, each ended by a NUL, as AFC sends directory listings and key-value pairs. */
export const cStrings = (strings: readonly string[]): Buffer =>
  Buffer.from(strings.map((string) => `${string}\0`).join(''));
