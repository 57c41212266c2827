import fs, { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { z } from 'zod';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { JsonLinesFollower, JsonLinesWriter, readJsonLines } from './json-lines.js';

const schema = z.strictObject({ n: z.int(), text: z.string().optional() });
type Line = z.infer<typeof schema>;
const damage = (line: number): Error => new Error(`line ${String(line)} is damaged`);

describe('a file of JSON lines', () => {
  const { writeSync, ftruncateSync } = fs;
  let file: string;
  let writer: JsonLinesWriter<Line>;

  const read = (): Line[] => readJsonLines(file, schema, damage);

  beforeEach(() => {
    file = join(temporaryFolder().path, 'lines.jsonl');
    writer = new JsonLinesWriter<Line>(file);
  });

  afterEach(() => {
    fs.writeSync = writeSync;
    fs.ftruncateSync = ftruncateSync;
    syncBuiltinESMExports();
    writer.close();
  });

  /** Writes go to a disk that takes at most this many bytes at a time, and this many in all. */
  function limitDisk({ atOnceBytes = Infinity, freeBytes = Infinity, isSilent = false }): void {
    let free = freeBytes;
    const write = (fd: number, bytes: Buffer, offset = 0): number => {
      const length = Math.min(bytes.length - offset, atOnceBytes, free);
      if (length === 0 && isSilent) return 0;
      if (length === 0) {
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
      }
      free -= length;
      return writeSync(fd, bytes, offset, length);
    };
    fs.writeSync = write as typeof fs.writeSync;
    syncBuiltinESMExports();
  }

  it('keeps a line that the disk takes in pieces', () => {
    limitDisk({ atOnceBytes: 3 });
    writer.append({ n: 1, text: 'größer' });
    writer.append({ n: 2 });
    expect(read()).to.deep.equal([{ n: 1, text: 'größer' }, { n: 2 }]);
  });

  for (const isSilent of [false, true]) {
    it(`is what it was when the disk is full, which ${isSilent ? 'shows in nothing being written' : 'is an error'}`, () => {
      const follower = new JsonLinesFollower(file, schema, damage);
      writer.append({ n: 1 });
      expect(follower.read()).to.deep.equal([{ n: 1 }]);
      limitDisk({ freeBytes: 5, isSilent });
      expect(() => {
        writer.append({ n: 2 });
      })
        .to.throw('ENOSPC')
        .with.property('code', 'ENOSPC');
      expect(readFileSync(file, 'utf8')).to.equal('{"n":1}\n');
      limitDisk({});
      writer.append({ n: 3 });
      expect(follower.read()).to.deep.equal([{ n: 3 }]);
      expect(read()).to.deep.equal([{ n: 1 }, { n: 3 }]);
    });
  }

  it('is what it was once it can be mended, and takes no line before, on a disk that refuses everything', () => {
    writer.append({ n: 1 });
    fs.ftruncateSync = () => {
      throw Object.assign(new Error('EIO: i/o error, ftruncate'), { code: 'EIO', syscall: 'ftruncate' });
    };
    limitDisk({ freeBytes: 5 });
    const append = (n: number) => () => {
      writer.append({ n });
    };
    expect(append(2)).to.throw('ENOSPC');
    limitDisk({});
    expect(append(3)).to.throw('EIO');
    expect(read()).to.deep.equal([{ n: 1 }]);
    fs.ftruncateSync = ftruncateSync;
    syncBuiltinESMExports();
    writer.append({ n: 4 });
    expect(read()).to.deep.equal([{ n: 1 }, { n: 4 }]);
  });

  it('begins again after the last whole line when a crash tore one off', () => {
    writer.append({ n: 1 });
    fs.appendFileSync(file, '{"n":');
    expect(read()).to.deep.equal([{ n: 1 }]);
    const next = new JsonLinesWriter<Line>(file);
    next.append({ n: 2 });
    next.close();
    expect(read()).to.deep.equal([{ n: 1 }, { n: 2 }]);
  });
});
