import type { Socket } from 'node:net';
import tls from 'node:tls';
import { decodePlist, encodePlist } from './plist.js';
import type { Dictionary } from './plist.js';

/** What may end the waiting of a read. */
const news = ['readable', 'end', 'close'] as const;

/**
 * One client's byte stream. Reads take exactly what they ask for, so the socket can be handed on (to TLS, to AFC) with
 * the following bytes still in it.
 */
export class Connection {
  readonly socket: Socket;
  #wake = (): void => undefined;
  // One listener for good: adding one while bytes lie in the buffer announces them again, without end.
  readonly #announce = (): void => {
    this.#wake();
  };

  constructor(socket: Socket) {
    this.socket = socket;
    // A client that hangs up in the middle ends the reads; that is no fault of the phone's.
    socket.on('error', () => undefined);
    for (const event of news) socket.on(event, this.#announce);
  }

  /** The next `bytes` bytes, or undefined when the client hangs up first. */
  async read(bytes: number): Promise<Buffer | undefined> {
    if (bytes === 0) return Buffer.alloc(0);
    for (;;) {
      const announced = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const chunk = this.socket.read(bytes) as Buffer | null;
      if (chunk !== null) return chunk.length === bytes ? chunk : undefined;
      if (this.socket.readableEnded || this.socket.destroyed) return undefined;
      await announced;
    }
  }

  /** Hands the socket on, with the bytes that were not read still in it. */
  release(): Socket {
    for (const event of news) this.socket.off(event, this.#announce);
    return this.socket;
  }

  write(bytes: Buffer): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  /** A property list behind its length, u32 big-endian, as lockdown and most services frame it. */
  async readPlist(): Promise<unknown> {
    const header = await this.read(4);
    const body = header && (await this.read(header.readUInt32BE(0)));
    return body && decodePlist(body);
  }

  sendPlist(message: Dictionary): void {
    const body = encodePlist(message);
    const header = Buffer.alloc(4);
    header.writeUInt32BE(body.length);
    this.write(Buffer.concat([header, body]));
  }

  end(): void {
    this.socket.end();
  }
}

/** The device is the TLS server on every secured connection, whoever opened it. */
export function secured(connection: Connection, identity: { readonly key: string; readonly cert: string }): Connection {
  return new Connection(
    new tls.TLSSocket(connection.release(), {
      isServer: true,
      secureContext: tls.createSecureContext({ key: identity.key, cert: identity.cert }),
      // The client shows the pair record's host certificate; a phone checks it, the emulation takes any.
      requestCert: true,
      rejectUnauthorized: false,
    }),
  );
}
