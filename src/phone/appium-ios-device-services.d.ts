/* The parts of appium-ios-device by which a service of a phone is used over sockets of our own. */

declare module 'appium-ios-device/build/lib/utilities.js' {
  import type { Socket } from 'node:net';

  interface StartedService {
    readonly Port: number;
    readonly EnableServiceSSL?: boolean;
  }
  /** Rejects for a phone that this host is not paired with. */
  export function startLockdownSession(
    udid: string,
    socket: Socket,
  ): Promise<{
    startService(name: string): Promise<StartedService>;
    /** Of the phone as a whole, by its key. Rejects where it has no such value. */
    getValue(query: { readonly Key: string }): Promise<unknown>;
    close(): void;
  }>;
  /** The socket to a service that wants TLS. */
  export function connectPortSSL(udid: string, port: number, socket: Socket): Promise<Socket>;
  export function connectPort(udid: string, port: number, socket: Socket): Promise<Socket>;
}

declare module 'appium-ios-device/build/lib/afc/index.js' {
  import type { Readable } from 'node:stream';
  import type { Socket } from 'node:net';

  export class AfcService {
    constructor(socket: Socket);
    listDirectory(path: string): Promise<string[]>;
    getFileInfo(path: string): Promise<{ readonly size: number; readonly mtimeMs: number; isFile(): boolean }>;
    createReadStream(path: string, options: { readonly autoDestroy: boolean }): Promise<Readable>;
    close(): void;
  }
}
