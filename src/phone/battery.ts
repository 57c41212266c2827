import type { Socket } from 'node:net';
import plist from 'plist';
import type { BatteryReading } from '../contract/battery.js';
import { readingIn } from './battery-entry.js';
import { command } from './command.js';
import { parsePropertyList } from './property-list.js';
import { withService } from './usb-service.js';

const service = 'com.apple.mobile.diagnostics_relay';
const lookLimitMs = 10_000;
/** An entry has some 20 kB. */
const mostBytes = 4_000_000;
const headerBytes = 4;

/**
 * What the battery's gauge says of a phone that usbmuxd lists: undefined where it says nothing of use. Rejects with
 * CommandFailed where the phone does not answer.
 */
export const usbBattery = (udid: string, limitMs = lookLimitMs): Promise<BatteryReading | undefined> =>
  command('tell of its battery', limitMs, (late) => withService(udid, service, late, ask));

async function ask(socket: Socket): Promise<BatteryReading | undefined> {
  const body = Buffer.from(plist.build({ Request: 'IORegistry', EntryClass: 'IOPMPowerSource' }));
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32BE(body.length);
  socket.write(Buffer.concat([header, body]));
  return readingIn(entryIn(parsePropertyList(await readFrame(socket))));
}

interface Answer {
  readonly Status?: unknown;
  readonly Diagnostics?: { readonly IORegistry?: unknown };
}

/** A phone without such an entry answers without diagnostics. */
function entryIn(answer: unknown): unknown {
  const { Status, Diagnostics } = (answer ?? {}) as Answer;
  if (Status !== 'Success') throw new Error(`diagnostics_relay answered ${String(Status)}`);
  return Diagnostics?.IORegistry;
}

async function readFrame(socket: Socket): Promise<Buffer> {
  let got = Buffer.alloc(0);
  const length = (): number => (got.length < headerBytes ? 0 : got.readUInt32BE(0));
  for await (const chunk of socket) {
    got = Buffer.concat([got, chunk as Buffer]);
    if (length() > mostBytes) throw new Error(`diagnostics_relay announced ${String(length())} bytes`);
    if (got.length >= headerBytes && got.length >= headerBytes + length())
      return got.subarray(headerBytes, headerBytes + length());
  }
  throw new Error('diagnostics_relay hung up within its answer');
}
