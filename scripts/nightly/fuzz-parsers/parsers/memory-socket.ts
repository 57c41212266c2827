import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { Connection } from '../../../../src/virtual/iphone/wire/connection.js';

/** A client that has sent all of this and hung up. What it is answered is thrown away. */
export const hungUp = (sent: Buffer): Connection => new Connection(socketOf(sent));

/** Gives a server such a client, and waits until it has hung up as well, which it must do in the end. */
export async function exchangeWith(take: (socket: Socket) => void, sent: Buffer): Promise<void> {
  const socket = socketOf(sent);
  take(socket);
  if (!socket.closed) await once(socket, 'close');
}

/** A peer that answers whatever it is told with this, and hangs up once it has been read. */
export function answeringSocket(answer: Buffer): Socket {
  const socket = new Duplex({
    allowHalfOpen: false,
    read: () => undefined,
    write(_chunk, _encoding, done) {
      void answerAndHangUp();
      done();
    },
  });
  async function answerAndHangUp(): Promise<void> {
    socket.push(answer);
    // Streams hand on what they got in the turns that follow.
    await turn();
    await turn();
    socket.push(null);
  }
  return socket as unknown as Socket;
}

function socketOf(sent: Buffer): Socket {
  const socket = new Duplex({
    // As sockets are by default: who has read all that a client says hangs up as well.
    allowHalfOpen: false,
    read() {
      this.push(sent);
      this.push(null);
    },
    write(_chunk, _encoding, done) {
      done();
    },
  });
  return socket as unknown as Socket;
}
