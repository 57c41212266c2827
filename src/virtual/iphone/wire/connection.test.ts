import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Connection } from './connection.js';

describe('a connection', () => {
  const server = createServer();
  let client: Socket;
  let connection: Connection;

  beforeEach(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    connection = new Connection((await accepted)[0]);
  });

  afterEach(async () => {
    client.destroy();
    connection.socket.destroy();
    server.close();
    await once(server, 'close');
  });

  /** Waits until the bytes lie in the phone's buffer, unread. */
  async function buffered(bytes: number): Promise<void> {
    while (connection.socket.readableLength < bytes) await once(connection.socket, 'readable');
  }

  it('reads what is asked across pieces, however they fall, and nothing more', async () => {
    client.write(Buffer.of(1, 2, 3));
    await buffered(3);
    const reading = connection.read(5);
    // Only after the reader waits with a part in hand; a reader that spins would never let this timer fire.
    setTimeout(() => client.write(Buffer.of(4, 5, 6, 7)), 5);
    expect(await reading).to.deep.equal(Buffer.of(1, 2, 3, 4, 5));
    expect(await connection.read(2)).to.deep.equal(Buffer.of(6, 7));
    expect(await connection.read(0)).to.deep.equal(Buffer.alloc(0));
  });

  it('reads more than a stream buffers', async () => {
    const sent = Buffer.alloc(1_000_000, 'rezbench');
    client.write(sent);
    expect(Buffer.compare((await connection.read(sent.length)) ?? Buffer.alloc(0), sent)).to.equal(0);
  });

  it('gives nothing when the client hangs up within a message', async () => {
    client.end(Buffer.of(0, 0, 0, 9, 1));
    expect(await connection.readPlist()).to.be.undefined;
  });
});
