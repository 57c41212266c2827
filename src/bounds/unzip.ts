import { unzipSync } from 'fflate';
import type { UnzipFileInfo } from 'fflate';

const endSignature = Buffer.from('PK\x05\x06', 'latin1');
const zip64Signature = 0x07064b50;
/** What the directory of an archive has at least for each file, and what ends it (PKWARE, APPNOTE.TXT 4.3.12 and 4.3.16). */
const [leastEntryBytes, endBytes, zip64Bytes] = [46, 22, 20];

/**
 * The files of an archive that `filter` takes, by name. Throws for what is no archive, and for one whose directory says
 * that it has more files than there is room for, which the library would look for one after the other.
 */
export function unzipWithin(archive: Buffer, filter: (file: UnzipFileInfo) => boolean): Record<string, Uint8Array> {
  const end = archive.lastIndexOf(endSignature, -endBytes);
  if (end < 0) throw new Error('is no zip');
  if (end >= zip64Bytes && archive.readUInt32LE(end - zip64Bytes) === zip64Signature) {
    throw new Error('is a zip of the kind for more than 65,535 files or 4 GB');
  }
  if (archive.readUInt16LE(end + 8) * leastEntryBytes > end) throw new Error('names more files than it has room for');
  return unzipSync(archive, { filter });
}
