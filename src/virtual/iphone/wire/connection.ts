import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { mostBytes } from '../../../bounds/bounds.js';
import { decodePlist, encodePlist } from './plist.js';
import type { Dictionary } from './plist.js';

/**
 * One client's byte stream. Reads take exactly what they ask for, so the socket can be handed on (to TLS, to AFC) with
 * the following bytes still in it.
 */
export class Connection {
  readonly socket: Socket;
  #delayMs: number;
  #last: Buffer = Buffer.alloc(0);
  #isCut = false;
  #secured: Connection | undefined;

  constructor(socket: Socket, delayMs = 0) {
    this.socket = socket;
    this.#delayMs = delayMs;
    // A client that hangs up within a message ends the reads, which is not an error of the phone.
    socket.on('error', () => undefined);
  }

  /**
   * The next `bytes` bytes, or undefined when the client hangs up first, or announces more than any message has. Takes the bytes that have come before it waits for
   * more: while a stream still has bytes, it emits "readable" at once to a new listener, and the wait would never end.
   */
  async read(bytes: number): Promise<Buffer | undefined> {
    if (bytes > mostBytes.message.most) return undefined;
    const pieces: Buffer[] = [];
    for (let missing = bytes; missing > 0;) {
      const piece = this.socket.read(Math.min(missing, this.socket.readableLength)) as Buffer | null;
      if (piece !== null) {
        pieces.push(piece);
        missing -= piece.length;
        continue;
      }
      if (this.socket.readableEnded || this.socket.destroyed) return undefined;
      await readableOrOver(this.socket);
    }
    return Buffer.concat(pieces);
  }

  /** How much later than it could everything is sent. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** From now on, what is sent comes later. */
  delay(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  /** Waits until everything that was written so far is on its way, as before the socket is handed on. */
  async sent(): Promise<void> {
    if (this.#delayMs > 0) await sleep(this.#delayMs, undefined, { ref: false });
  }

  write(bytes: Buffer): void {
    this.#last = bytes;
    if (this.#isCut) return;
    this.#later(() => {
      if (this.socket.writable) this.socket.write(bytes);
    });
  }

  /**
   * Ends the connection within a frame: the client gets the first half of what `say` writes, or of a frame like the last
   * one, and then nothing more.
   */
  async cut(say?: () => void): Promise<void> {
    this.#isCut = true;
    await this.#secured?.cut();
    say?.();
    const half = this.#last.subarray(0, this.#last.length >> 1);
    if (half.length > 0 && this.socket.writable) {
      await new Promise<void>((resolve) => {
        this.socket.write(half, () => {
          resolve();
        });
      });
    }
    this.socket.destroy();
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
    this.#later(() => {
      this.socket.end();
    });
  }

  /**
   * Ends it for whoever serves it no more. What the client still sends is thrown away: left unread, it would hide that the
   * client has gone, and the connection would stay open for ever.
   */
  hangUp(): void {
    if (this.#secured !== undefined) {
      this.#secured.hangUp();
      return;
    }
    this.end();
    this.socket.resume();
  }

  /** Puts TLS on it. The device is always the server, whoever opened the connection. */
  secure(identity: { readonly key: string; readonly cert: string }): Connection {
    this.#secured = new Connection(
      new tls.TLSSocket(this.socket, {
        isServer: true,
        secureContext: tls.createSecureContext({ key: identity.key, cert: identity.cert }),
        // The client shows the pair record's host certificate; a phone checks it, the emulation takes any.
        requestCert: true,
        rejectUnauthorized: false,
      }),
      this.#delayMs,
    );
    return this.#secured;
  }

  /** Timers of the same length fire in the order in which they were set. */
  #later(act: () => void): void {
    if (this.#delayMs === 0) act();
    else setTimeout(act, this.#delayMs).unref();
  }
}

/** A stream that ends by an error closes after it. */
function readableOrOver(socket: Socket): Promise<void> {
  const signs = ['readable', 'end', 'close'];
  return new Promise((resolve) => {
    const seen = (): void => {
      for (const sign of signs) socket.off(sign, seen);
      resolve();
    };
    for (const sign of signs) socket.on(sign, seen);
  });
}
