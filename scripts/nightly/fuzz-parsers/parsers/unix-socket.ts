import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Sends this, hangs up, and waits until the other end has as well. */
export async function exchange(path: string, sent: Buffer): Promise<void> {
  const socket = connect(path);
  // The other end may hang up first, in the middle of it.
  socket.on('error', () => undefined).resume();
  socket.end(sent);
  if (!socket.closed) await once(socket, 'close');
}

/** A usbmuxd that gives every client the same answer, whatever it asks, and hangs up. */
export interface Answering {
  readonly address: string;
  answer: Buffer;
  readonly close: () => void;
}

export async function answering(): Promise<Answering> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-usbmuxd-'));
  const path = join(folder, 'usbmuxd');
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy()).once('data', () => socket.end(host.answer));
  });
  const host: Answering = {
    address: `UNIX:${path}`,
    answer: Buffer.alloc(0),
    close() {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  server.listen(path);
  await once(server, 'listening');
  return host;
}
