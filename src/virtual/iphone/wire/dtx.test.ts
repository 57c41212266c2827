import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import bplist from 'bplist-parser';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { encodeBinaryPlist } from './binary-plist.js';
import type { BinaryValue } from './binary-plist.js';
import { Connection } from './connection.js';
import { DtxReader, dtxTypes, encodeDtx } from './dtx.js';
import { archive, ArchivedError, unarchive } from './keyed-archive.js';
import type { Archived } from './keyed-archive.js';

/** bplist-parser reads 32 bits of a whole number. */
const whole = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value));
const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => value !== '$null');
/** bplist-parser assigns what a key names, and that of `__proto__` is lost. */
const key = text.filter((value) => value !== '__proto__');
const leaf = fc.oneof(fc.boolean(), whole, fc.double({ noInteger: true, noNaN: true }), text, bytes);
const { value: binaryValue } = fc.letrec<{ value: BinaryValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value')),
    fc.dictionary(key, tie('value'), { noNullPrototype: true }),
  ),
}));
const { value: archived } = fc.letrec<{ value: Archived }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    leaf,
    fc.array(tie('value')),
    fc.dictionary(text, tie('value'), { noNullPrototype: true }),
  ),
}));

/** A client that sends all of this, in pieces of one size. */
function connectionOf(sent: Buffer, pieceBytes = sent.length): Connection {
  const socket = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  for (let at = 0; at < sent.length; at += pieceBytes) socket.push(sent.subarray(at, at + pieceBytes));
  socket.push(null);
  return new Connection(socket as unknown as Socket);
}

describe('binary property lists', () => {
  it('are read by bplist-parser as they were meant', () => {
    fc.assert(
      fc.property(binaryValue, (value) => {
        expect(bplist.parseBuffer(encodeBinaryPlist(value))[0]).to.deep.equal(value);
      }),
    );
  });
});

describe('keyed archives', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(archived, (value) => {
        expect(unarchive(archive(value))).to.deep.equal(value);
      }),
    );
  });

  it('have errors with their domain, code and words', () => {
    expect(unarchive(archive(new ArchivedError('Domain', 7, 'it is locked')))).to.deep.equal({
      NSCode: 7,
      NSDomain: 'Domain',
      NSUserInfo: { NSLocalizedDescription: 'it is locked' },
    });
  });

  it('are refused by an Error where they are damaged or refer to themselves', () => {
    fc.assert(
      fc.property(archived, fc.nat(), fc.nat(255), (value, at, byte) => {
        const damaged = archive(value);
        damaged[at % damaged.length] = byte;
        try {
          unarchive(damaged);
        } catch (error) {
          expect((error as Error).constructor).to.equal(Error);
        }
      }),
    );
  });
});

describe('messages of DTX', () => {
  it('come back as they were written, in whatever pieces they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(archived, { maxLength: 3 }),
        whole,
        fc.integer({ min: 1, max: 64 }),
        async (payload, given, id, pieceBytes) => {
          const sent = {
            id,
            channel: -3,
            conversation: 0,
            type: dtxTypes.invocation,
            payload,
            arguments: given,
          } as const;
          const reader = new DtxReader(connectionOf(encodeDtx(sent), pieceBytes));
          expect(await reader.next()).to.deep.equal({ id, channel: -3, wantsReply: false, payload, arguments: given });
          expect(await reader.next()).to.equal(undefined);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are put together of fragments', async () => {
    const whole_ = encodeDtx({ id: 5, channel: 1, conversation: 0, type: dtxTypes.invocation, payload: 'killPid:' });
    const [header, payload] = [whole_.subarray(0, 32), whole_.subarray(32)];
    const fragment = (index: number, piece: Buffer): Buffer => {
      const own = Buffer.from(header);
      own.writeUInt16LE(index, 8);
      own.writeUInt16LE(3, 10);
      own.writeUInt32LE(index === 0 ? payload.length : piece.length, 12);
      return Buffer.concat([own, piece]);
    };
    const sent = [fragment(0, Buffer.alloc(0)), fragment(1, payload.subarray(0, 9)), fragment(2, payload.subarray(9))];
    expect(await new DtxReader(connectionOf(Buffer.concat(sent))).next()).to.include({ id: 5, payload: 'killPid:' });
  });
});
