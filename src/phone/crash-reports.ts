import type { Socket } from 'node:net';
import { AfcService } from 'appium-ios-device/build/lib/afc/index.js';
import { startLockdownSession } from 'appium-ios-device/build/lib/utilities.js';
import { command, CommandFailed } from './command.js';
import type { CrashReportFile, CrashReportService } from './phone.js';
import { withService, withSockets } from './usb-service.js';

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

/** Where they cannot be had, and why. */
export const noCrashReports = (why: string): CrashReportService => ({
  since: () => Promise.reject(new CommandFailed('give its crash reports', why)),
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
