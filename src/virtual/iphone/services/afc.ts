import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rename, rm, rmdir, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join, posix, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../wire/connection.js';
import { afcErrors, cString, cStrings, operations, readPacket, sendPacket, u64 } from './afc-wire.js';
import type { Packet } from './afc-wire.js';
import type { Disk } from '../disk.js';
import type { PhoneParts } from '../phone-parts.js';
import type { TornFiles } from '../torn-files.js';
import { damaged } from '../transfer.js';
import type { Transfer, TransferTrouble } from '../transfer.js';
import type { Service } from './service.js';

/** Apple File Conduit over /var/mobile/Media. */
export const afc: Service = {
  name: 'com.apple.afc',
  serve: (connection, phone) => serveAfc(connection, phone, phone.media),
};

interface OpenFile {
  readonly handle: FileHandle;
  position: number;
}

/** The answer to a request. */
type Answer =
  | { readonly kind: 'status'; readonly code: number }
  | { readonly kind: 'data'; readonly data: Buffer }
  | { readonly kind: 'value'; readonly operation: number; readonly value: number };

const done: Answer = { kind: 'status', code: afcErrors.success };
/** AFC's open modes; 2 is r+ that also creates. */
const modes: Readonly<Record<number, string | number>> = {
  1: 'r',
  2: constants.O_RDWR | constants.O_CREAT,
  3: 'w',
  4: 'w+',
  5: 'a',
  6: 'a+',
};
const largestRead = 4 << 20;

/**
 * Serves AFC over a folder of this machine until the client hangs up. With `only`, everything outside that subfolder
 * is refused, as iOS does for an app's Documents. `troubleWith` is asked what becomes of each transfer.
 */
export async function serveAfc(
  connection: Connection,
  { log, tornFiles, disk }: PhoneParts,
  root: string,
  only?: string,
  troubleWith: TroubleWith = () => undefined,
): Promise<void> {
  const session = new AfcSession(root, only, tornFiles, disk);
  try {
    for (let packet = await readPacket(connection); packet; packet = await readPacket(connection)) {
      log.add('afc', describe(packet));
      const way = ways[packet.operation];
      const trouble = way && troubleWith(way);
      if (trouble?.kind === 'stalls') await stall(connection, trouble.durationMs);
      const received = way === 'push' ? { ...packet, data: damaged(packet.data, trouble) } : packet;
      const answer = await session.answer(received).catch((error: unknown): Answer => failure(error));
      if (trouble?.kind === 'dies') {
        await connection.cut(() => {
          reply(connection, packet.number, answer);
        });
        return;
      }
      reply(connection, packet.number, way === 'pull' ? asItArrives(answer, trouble) : answer);
    }
  } finally {
    await session.close();
    connection.end();
  }
}

type TroubleWith = (way: Transfer['way']) => TransferTrouble | undefined;

/** The operations that carry a file's bytes. */
const ways: Readonly<Record<number, Transfer['way']>> = {
  [operations.fileWrite]: 'push',
  [operations.fileRead]: 'pull',
};

const asItArrives = (answer: Answer, trouble: TransferTrouble | undefined): Answer =>
  answer.kind === 'data' ? { ...answer, data: damaged(answer.data, trouble) } : answer;

/** Does nothing for a time, or until the client hangs up. */
async function stall({ socket }: Connection, durationMs: number): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => {
    gone.abort();
  };
  socket.once('close', leave);
  await sleep(durationMs, undefined, { signal: gone.signal, ref: false }).catch(() => undefined);
  socket.off('close', leave);
}

const names: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(operations).map(([name, number]) => [number, name]),
);
/** Where the path begins in the header of the operations that have one. */
const pathAt: Readonly<Record<number, number>> = {
  [operations.readDir]: 0,
  [operations.removePath]: 0,
  [operations.makeDir]: 0,
  [operations.getFileInfo]: 0,
  [operations.fileOpen]: 8,
  [operations.renamePath]: 0,
  [operations.removePathAndContents]: 0,
};

/** Such as `fileOpen /Documents/x`. */
function describe({ operation, header }: Packet): string {
  const name = names[operation] ?? String(operation);
  const at = pathAt[operation];
  return at === undefined ? name : `${name} ${cString(header.subarray(at))}`;
}

function reply(connection: Connection, number: bigint, answer: Answer): void {
  const none = Buffer.alloc(0);
  switch (answer.kind) {
    case 'status':
      sendPacket(connection, { operation: operations.status, number, header: u64(answer.code), data: none });
      break;
    case 'data':
      sendPacket(connection, { operation: operations.data, number, header: none, data: answer.data });
      break;
    case 'value':
      sendPacket(connection, { operation: answer.operation, number, header: u64(answer.value), data: none });
  }
}

class PermissionDenied extends Error {
  readonly code = 'EACCES';
}

function failure(error: unknown): Answer {
  const codes: Readonly<Record<string, number>> = {
    ENOENT: afcErrors.notFound,
    ENOTDIR: afcErrors.notFound,
    EEXIST: afcErrors.exists,
    EISDIR: afcErrors.isDirectory,
    EACCES: afcErrors.permissionDenied,
    ENOTEMPTY: afcErrors.notEmpty,
    ENOSPC: afcErrors.noSpaceLeft,
  };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { kind: 'status', code: codes[code] ?? afcErrors.unknown };
}

const trimmed = (path: string): string => path.replace(/\/+$/, '');

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}${sep}`);

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (stat) => stat.isSymbolicLink(),
    () => false,
  );

/** Where a folder lies once links are followed; of one that does not exist, the nearest above it that does. */
async function nearestReal(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    return nearestReal(dirname(folder));
  }
}

/** One client's view: the folder that it may see and the files that it has open. */
class AfcSession {
  readonly #root: string;
  readonly #only: string | undefined;
  readonly #torn: TornFiles;
  readonly #disk: Disk;
  readonly #files = new Map<number, OpenFile>();
  #nextHandle = 1;

  constructor(root: string, only: string | undefined, torn: TornFiles, disk: Disk) {
    this.#root = root;
    this.#only = only;
    this.#torn = torn;
    this.#disk = disk;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#files.values()].map(({ handle }) => handle.close()));
  }

  async answer({ operation, header, data }: Packet): Promise<Answer> {
    switch (operation) {
      case operations.readDir: {
        const names = await readdir(await this.#real(cString(header), 'opens'));
        return { kind: 'data', data: cStrings(['.', '..', ...names]) };
      }
      case operations.getFileInfo:
        return { kind: 'data', data: await this.#fileInfo(await this.#real(cString(header), 'looks')) };
      case operations.getDeviceInfo: {
        const info = { Model: 'iPhone99,1', FSTotalBytes: 128e9, FSFreeBytes: this.#disk.freeBytes, FSBlockSize: 4096 };
        return { kind: 'data', data: cStrings(Object.entries(info).flat().map(String)) };
      }
      case operations.removePath: {
        const path = await this.#real(cString(header), 'changes');
        await ((await lstat(path)).isDirectory() ? rmdir(path) : unlink(path));
        return done;
      }
      case operations.removePathAndContents:
        await rm(await this.#real(cString(header), 'changes'), { recursive: true });
        return done;
      case operations.makeDir:
        await mkdir(await this.#real(cString(header), 'looks'), { recursive: true });
        return done;
      case operations.renamePath: {
        const from = cString(header);
        const to = cString(header.subarray(Buffer.byteLength(from) + 1));
        await rename(await this.#real(from, 'changes'), await this.#real(to, 'changes'));
        return done;
      }
      case operations.setFileModTime:
        return done;
      case operations.fileOpen:
        return this.#open(cString(header.subarray(8)), header.readUInt32LE(0));
      default:
        return this.#onFile(operation, header, data);
    }
  }

  /** The operations that name an open file in their first word. */
  async #onFile(operation: number, header: Buffer, data: Buffer): Promise<Answer> {
    const id = header.length >= 8 ? Number(header.readBigUInt64LE(0)) : 0;
    const file = this.#files.get(id);
    if (file === undefined) return { kind: 'status', code: afcErrors.invalidArgument };
    switch (operation) {
      case operations.fileRead: {
        const buffer = Buffer.alloc(Math.min(Number(header.readBigUInt64LE(8)), largestRead));
        const { bytesRead } = await file.handle.read(buffer, 0, buffer.length, file.position);
        file.position += bytesRead;
        return { kind: 'data', data: buffer.subarray(0, bytesRead) };
      }
      case operations.fileWrite:
        if (this.#disk.isFull) return { kind: 'status', code: afcErrors.noSpaceLeft };
        await file.handle.write(data, 0, data.length, file.position);
        file.position += data.length;
        return done;
      case operations.fileSeek: {
        const whence = Number(header.readBigUInt64LE(8));
        const offset = Number(header.readBigInt64LE(16));
        const bases = [0, file.position, (await file.handle.stat()).size];
        const position = (bases[whence] ?? NaN) + offset;
        // As lseek does: no place lies before the beginning, and a fourth base is none.
        if (!Number.isSafeInteger(position) || position < 0) return { kind: 'status', code: afcErrors.invalidArgument };
        file.position = position;
        return done;
      }
      case operations.fileTell:
        return { kind: 'value', operation: operations.fileTellResult, value: file.position };
      case operations.fileSetSize:
        await file.handle.truncate(Number(header.readBigUInt64LE(8)));
        return done;
      case operations.fileClose:
        this.#files.delete(id);
        await file.handle.close();
        return done;
      default:
        return { kind: 'status', code: afcErrors.notSupported };
    }
  }

  async #open(path: string, mode: number): Promise<Answer> {
    const flags = modes[mode];
    if (flags === undefined) return { kind: 'status', code: afcErrors.invalidArgument };
    const handle = await open(await this.#real(path, 'opens'), flags);
    const id = this.#nextHandle++;
    this.#files.set(id, { handle, position: 0 });
    return { kind: 'value', operation: operations.fileOpenResult, value: id };
  }

  /**
   * The path on this machine for a path of the client's. It never leaves the root, nor the folder that may be seen: not by
   * `..`, and not by a link that an app left. What `opens` would go through a link that the path ends with; the root and the
   * folder that may be seen can be looked at, and neither opened nor changed.
   */
  async #real(path: string, use: 'looks' | 'opens' | 'changes'): Promise<string> {
    const absolute = posix.normalize(`/${path}`);
    const shown = posix.join('/', this.#only ?? '');
    const real = join(this.#root, absolute);
    if (use !== 'changes' && (absolute === '/' || trimmed(absolute) === shown)) return real;
    const reached = await nearestReal(dirname(trimmed(real)));
    const isShown =
      absolute !== '/' && absolute.startsWith(shown) && isWithin(reached, await realpath(join(this.#root, shown)));
    if (!isShown || (use === 'opens' && (await isLink(trimmed(real))))) throw new PermissionDenied(absolute);
    return real;
  }

  async #fileInfo(path: string): Promise<Buffer> {
    const stat = await lstat(path, { bigint: true });
    const kind = stat.isDirectory() ? 'S_IFDIR' : stat.isSymbolicLink() ? 'S_IFLNK' : 'S_IFREG';
    const info = {
      st_size: this.#torn.sizeOf(path, stat.size),
      st_blocks: stat.blocks,
      st_nlink: stat.nlink,
      st_ifmt: kind,
      st_mtime: stat.mtimeNs,
      st_birthtime: stat.birthtimeNs,
    };
    return cStrings(Object.entries(info).flat().map(String));
  }
}
