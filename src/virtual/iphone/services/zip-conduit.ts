import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { mostBytes } from '../../../bounds/bounds.js';
import { isContained } from '../../../contract/paths.js';
import { SignatureRefused } from '../apps.js';
import type { Phone } from '../phone.js';
import type { Connection } from '../wire/connection.js';
import type { Service } from './service.js';

const request = z.looseObject({ MediaSubdir: z.string() });

const localEntry = 0x04034b50;
const centralDirectory = 0x02014b50;
/** How much of a file is taken at once. */
const pieceBytes = 1 << 20;

/**
 * Takes an .ipa unpacked on the way, as entries of a zip archive that are stored and whose lengths stand before them, and
 * installs what came. Steps and replies: what appium-ios-remotexpc 5.20.3 (services/ios/zipconduit) sends and reads.
 */
export const zipConduit: Service = {
  name: 'com.apple.streaming_zip_conduit',
  async serve(connection, phone) {
    const { data } = request.safeParse(await connection.readPlist());
    if (data === undefined) {
      connection.end();
      return;
    }
    phone.log.add('zip_conduit', data.MediaSubdir);
    const folder = phone.apps.freshStaging();
    try {
      if (!(await receive(connection, folder))) return;
      await install(connection, phone, folder);
    } catch (error) {
      connection.sendPlist(refused(error));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    connection.end();
  },
};

/** Whether everything came. Throws an Error for an entry that leaves its folder or is larger than an app may be. */
async function receive(connection: Connection, folder: string): Promise<boolean> {
  let bytes = 0;
  for (;;) {
    const signature = (await connection.read(4))?.readUInt32LE();
    if (signature === centralDirectory) return true;
    const header = signature === localEntry ? await connection.read(26) : undefined;
    if (header === undefined) return false;
    const name = await connection.read(header.readUInt16LE(22));
    const extra = await connection.read(header.readUInt16LE(24));
    if (name === undefined || extra === undefined) return false;
    const size = header.readUInt32LE(14);
    bytes += size;
    if (bytes > mostBytes.ipa.most) throw new Error('the archive unpacks to more than an app may hold');
    if (!(await receiveEntry(connection, folder, name.toString('utf8'), size))) return false;
  }
}

async function receiveEntry(connection: Connection, folder: string, name: string, size: number): Promise<boolean> {
  if (name.endsWith('/')) return true;
  if (!isContained(name)) throw new Error(`${name} leaves the archive`);
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  try {
    for (let left = size; left > 0;) {
      const piece = await connection.read(Math.min(left, pieceBytes));
      if (piece === undefined) return false;
      writeSync(file, piece);
      left -= piece.length;
    }
    return true;
  } finally {
    closeSync(file);
  }
}

async function install(connection: Connection, phone: Phone, folder: string): Promise<void> {
  const tell = (PercentComplete: number, Status: string): void => {
    connection.sendPlist({ InstallProgressDict: { PercentComplete, Status } });
  };
  const unpacked = phone.apps.look(folder);
  tell(40, 'VerifyingApplication');
  phone.apps.verify(unpacked, phone.identity.udid);
  tell(60, 'InstallingApplication');
  await phone.processes.terminate(unpacked.info.CFBundleIdentifier);
  phone.apps.place(unpacked);
  connection.sendPlist({ Status: 'DataComplete' });
  phone.notifications.postOnceObserved('com.apple.mobile.application_installed');
}

/** A signature that is refused is told in the progress, anything else beside it. */
function refused(error: unknown): { readonly [key: string]: string | { readonly [key: string]: string } } {
  const ErrorDescription = error instanceof Error ? error.message : String(error);
  return error instanceof SignatureRefused
    ? { InstallProgressDict: { Error: 'ApplicationVerificationFailed', ErrorDescription } }
    : { Error: 'ExtractionFailed', ErrorDescription };
}
