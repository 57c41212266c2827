import type { Socket } from 'node:net';
import { AfcService } from 'appium-ios-device/build/lib/afc/index.js';
import { getDefaultSocket } from 'appium-ios-device/build/lib/usbmux/index.js';
import { connectPort, connectPortSSL, startLockdownSession } from 'appium-ios-device/build/lib/utilities.js';
import { careful } from './careful-socket.js';
import { command } from './command.js';
import type { CrashReportFile, CrashReportService } from './phone.js';

const moverService = 'com.apple.crashreportmover';
const copyService = 'com.apple.crashreportcopymobile';
/** The mover sends these five bytes once it is done (libimobiledevice, tools/idevicecrashreport.c). */
const moved = 'ping\0';
/** Reports are named after their moment, and a phone keeps hundreds: only the newest can be new. */
const newest = 20;
/** A jetsam event of a phone with many processes has some hundred kB. */
const largestBytes = 8_000_000;

const lookLimitMs = 15_000;

/**
 * The crash reports of a phone that usbmuxd lists, through the phone's own services: the driver fetches them through a
 * RemoteXPC tunnel alone.
 */
export const usbCrashReports = (udid: string, limitMs = lookLimitMs): CrashReportService => ({
  since: (time) => command('give its crash reports', limitMs, (late) => reportsSince(udid, time, late)),
});

async function reportsSince(udid: string, time: Date, late: AbortSignal): Promise<readonly CrashReportFile[]> {
  await withService(udid, moverService, late, awaitMoved);
  // Reports bear the time of the phone's own clock, which may have been set.
  const fromMs = time.getTime() + (await clockAheadMs(udid, late));
  return withService(udid, copyService, late, async (socket) => {
    const afc = new AfcService(socket);
    const names = (await afc.listDirectory('/')).filter((name) => name.endsWith('.ips')).sort(byMoment);
    const files: CrashReportFile[] = [];
    for (const name of names.slice(0, newest)) {
      const info = await afc.getFileInfo(`/${name}`);
      if (info.mtimeMs < fromMs || info.size > largestBytes) continue;
      files.push({ name, text: await readText(afc, `/${name}`) });
    }
    return files;
  });
}

/** The latest first, by the moment in a name such as Harness-2026-01-31-104500.ips. */
function byMoment(one: string, other: string): number {
  const momentOf = (name: string): string => /\d{4}-\d{2}-\d{2}-\d{6}/.exec(name)?.[0] ?? '';
  return momentOf(other).localeCompare(momentOf(one));
}

async function readText(afc: AfcService, path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await afc.createReadStream(path, { autoDestroy: true })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Waits until the mover has moved what is new, or hangs up. */
async function awaitMoved(socket: Socket): Promise<void> {
  // appium-ios-device's TLS sockets shake hands with the first write, and the mover waits for none.
  socket.write('');
  let said = '';
  // Node's TLS client begins its handshake with its first write, and the mover speaks first.
  socket.write('');
  for await (const chunk of socket) {
    said += (chunk as Buffer).toString('latin1');
    if (said.includes(moved)) return;
  }
}

/**
 * How far the phone's clock is ahead of this host's, ms; 0 for a phone that does not tell. In a session of its own, since
 * appium-ios-device 3.1.23 gives the second question of a session the answer to the first (plist-service, enableSessionSSL).
 */
function clockAheadMs(udid: string, late: AbortSignal): Promise<number> {
  return withSockets(late, async ({ open }) => {
    const lockdown = await startLockdownSession(udid, await open());
    const secondsSince1970 = await lockdown.getValue({ Key: 'TimeIntervalSince1970' }).catch(() => undefined);
    return typeof secondsSince1970 === 'number' ? secondsSince1970 * 1000 - Date.now() : 0;
  });
}

/** Uses a service of the phone. */
function withService<Answer>(
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
async function withSockets<Answer>(late: AbortSignal, use: (sockets: Sockets) => Promise<Answer>): Promise<Answer> {
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
