import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { readFileInIpa } from '../phone/ipa.js';
import { unzipWithin } from './unzip.js';

const all = (): boolean => true;

describe('an archive', () => {
  const folder = temporaryFolder();
  const entry = 'Payload/A.app/Info.plist';
  const archive = (): Buffer => Buffer.from(zipSync({ [entry]: strToU8('first') }, { level: 0 }));
  const directoryAt = (bytes: Buffer): number => bytes.indexOf('PK\u0001\u0002', 'latin1');
  const endAt = (bytes: Buffer): number => bytes.indexOf('PK\u0005\u0006', 'latin1');

  it('gives the files that are asked for', () => {
    const bytes = Buffer.from(zipSync({ a: strToU8('one'), b: strToU8('two') }));
    expect(Object.keys(unzipWithin(bytes, all))).to.deep.equal(['a', 'b']);
    expect(Object.keys(unzipWithin(bytes, ({ name }) => name === 'b'))).to.deep.equal(['b']);
  });

  it('may have a comment', () => {
    const bytes = archive();
    bytes.writeUInt16LE(3, bytes.length - 2);
    expect(Object.keys(unzipWithin(Buffer.concat([bytes, Buffer.from('PK?')]), all))).to.deep.equal([entry]);
  });

  it('is refused at once where its directory names more files than it has room for', () => {
    const bytes = archive();
    bytes.writeUInt16LE(60_000, endAt(bytes) + 8);
    expect(() => unzipWithin(bytes, all)).to.throw('names more files than it has room for');
  });

  it('is refused at once where it says in 64 bits that it has four thousand million files', () => {
    const bytes = archive();
    const end = endAt(bytes);
    // APPNOTE.TXT 4.3.14 and 4.3.15: the record of 56 bytes, and where it lies.
    const record = Buffer.alloc(56);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeUInt32LE(0xffff_ffff, 32);
    record.writeUInt32LE(directoryAt(bytes), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeUInt32LE(end, 8);
    const large = Buffer.concat([bytes.subarray(0, end), record, locator, bytes.subarray(end)]);
    expect(() => unzipWithin(large, all)).to.throw('more than 65,535 files');
  });

  it('is refused where it is none', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(21), Buffer.alloc(100_000), archive().subarray(0, -1)]) {
      expect(() => unzipWithin(bytes, all)).to.throw('is no zip');
    }
  });

  it('that names a file of the app again and again is unpacked once', () => {
    const bytes = archive();
    const [directory, end] = [directoryAt(bytes), endAt(bytes)];
    const again = Buffer.from(bytes.subarray(directory, end));
    // A method that no library knows.
    again.writeUInt16LE(77, 10);
    const last = Buffer.from(bytes.subarray(end));
    last.writeUInt16LE(1001, 8);
    const copies = Array.from({ length: 1000 }, () => again);
    const path = join(folder.path, 'a.ipa');
    writeFileSync(path, Buffer.concat([bytes.subarray(0, end), ...copies, last]));
    expect(readFileInIpa(path, 'Info.plist')?.toString()).to.equal('first');
  });
});
