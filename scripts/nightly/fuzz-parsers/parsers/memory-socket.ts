import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Connection } from '../../../../src/virtual/iphone/wire/connection.js';

/** A client that has sent all of this and hung up. What it is answered is thrown away. */
export function hungUp(sent: Buffer): Connection {
  const socket = new Duplex({
    read() {
      this.push(sent);
      this.push(null);
    },
    write(_chunk, _encoding, done) {
      done();
    },
  });
  return new Connection(socket as unknown as Socket);
}
