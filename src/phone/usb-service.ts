import type { Socket } from 'node:net';
import { getDefaultSocket } from 'appium-ios-device/build/lib/usbmux/index.js';
import { connectPort, connectPortSSL, startLockdownSession } from 'appium-ios-device/build/lib/utilities.js';
import { careful } from './careful-socket.js';

/** Uses a service of a phone that usbmuxd lists. Nothing reaches the phone any more once `late` is aborted. */
export function withService<Answer>(
  udid: string,
  name: string,
  late: AbortSignal,
  use: (socket: Socket) => Promise<Answer>,
): Promise<Answer> {
  return withSockets(late, async ({ open, guarded }) => {
    const lockdown = await startLockdownSession(udid, await open());
    const { Port: port, EnableServiceSSL: isSecure } = await lockdown.startService(name);
    const socket = await open();
    return use(
      isSecure === true ? guarded(await connectPortSSL(udid, port, socket)) : await connectPort(udid, port, socket),
    );
  });
}

interface Sockets {
  /** A new connection to usbmuxd. */
  readonly open: () => Promise<Socket>;
  /** The same for a socket that was made of one. */
  readonly guarded: (socket: Socket) => Socket;
}

/**
 * Uses sockets and closes them, also once it is too late: nothing reaches the phone after that. They are listened to, since an
 * error on one without a listener ends the process, and appium-ios-device would go on waiting.
 */
export async function withSockets<Answer>(
  late: AbortSignal,
  use: (sockets: Sockets) => Promise<Answer>,
): Promise<Answer> {
  const sockets: Socket[] = [];
  const failed = new AbortController();
  const over = AbortSignal.any([late, failed.signal]);
  const guarded = (socket: Socket): Socket => {
    sockets.push(socket);
    socket.on('error', (error) => {
      failed.abort(error);
    });
    // It may have been opened while the time ran out.
    if (over.aborted) socket.destroy();
    return socket;
  };
  const open = async (): Promise<Socket> => {
    over.throwIfAborted();
    return guarded(careful(await getDefaultSocket()));
  };
  try {
    return await Promise.race([use({ open, guarded }), rejection(over)]);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

const rejection = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const giveUp = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp);
  });
