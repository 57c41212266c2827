import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decodeMessage, decodeXpc, encodeMessage, encodeXpc, messageBytes, XpcUuid } from './xpc.js';
import type { XpcValue } from './xpc.js';

/** A text ends at a NUL, as C has it. */
const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', ''));
const bytes = (range?: { minLength: number; maxLength: number }): fc.Arbitrary<Buffer> =>
  fc.uint8Array(range).map((value) => Buffer.from(value));
const { value: xpcValue } = fc.letrec<{ value: XpcValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ noInteger: true }),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    text,
    bytes(),
    bytes({ minLength: 16, maxLength: 16 }).map((value) => new XpcUuid(value)),
    fc.array(tie('value')),
    fc.dictionary(text, tie('value')),
  ),
}));

describe('objects of RemoteXPC', () => {
  it('come back as they were written, padded to four bytes', () => {
    fc.assert(
      fc.property(xpcValue, (value) => {
        const encoded = encodeXpc(value);
        expect(encoded.length % 4).to.equal(0);
        expect(decodeXpc(encoded)).to.deep.equal(value);
      }),
    );
  });

  it('are written as the phone writes them', () => {
    const message = encodeMessage({ flags: 0x101, id: 1n, body: { Port: '8' } });
    expect(message.toString('hex')).to.equal(
      '920bb029' + // the wrapper: its magic, flags, the length of what follows, the id
        '01010000' +
        '2800000000000000' +
        '0100000000000000' +
        '4237134205000000' + // the object: its magic and version
        '00f0000018000000' + // a dictionary of 24 bytes
        '01000000' +
        '506f727400000000' +
        '0090000002000000' +
        '38000000',
    );
  });

  it('are refused by an Error where they are cut or changed, never read beyond their end', () => {
    fc.assert(
      fc.property(xpcValue, fc.nat(), fc.nat(255), fc.nat(), (value, at, byte, cut) => {
        const damaged = Buffer.from(encodeXpc(value));
        damaged[at % damaged.length] = byte;
        try {
          decodeXpc(damaged.subarray(0, cut % (damaged.length + 1)));
        } catch (error) {
          expect((error as Error).constructor).to.equal(Error);
        }
      }),
    );
    const deep = Buffer.concat(
      Array.from({ length: 1000 }, (_, index) => {
        const words = Buffer.alloc(12);
        words.writeUInt32LE(0xe000);
        words.writeUInt32LE((999 - index) * 12 + 4, 4);
        words.writeUInt32LE(1, 8);
        return words;
      }),
    );
    expect(() => decodeXpc(deep)).to.throw('nested too deeply');
  });

  it('say how long their message is once its beginning is there', () => {
    const message = encodeMessage({ flags: 1, id: 0n, body: {} });
    expect(messageBytes(message.subarray(0, 23))).to.equal(undefined);
    expect(messageBytes(message.subarray(0, 24))).to.equal(message.length);
    expect(decodeMessage(message)).to.deep.equal({ flags: 1, id: 0n, body: {} });
    expect(decodeMessage(encodeMessage({ flags: 0x201, id: 7n }))).to.deep.equal({ flags: 0x201, id: 7n });
    expect(() => messageBytes(Buffer.alloc(24))).to.throw('no message of RemoteXPC');
  });
});
