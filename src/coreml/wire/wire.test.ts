import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import protobuf from 'protobufjs';
import { layerCases, networkOf } from '../../../test/models/layers/index.js';
import { modelType, networkType } from '../../../test/models/protobuf.js';
import { networkMessage } from '../schema.js';
import { readCompletely, readMessage } from './read.js';
import { messagesIn } from './schema.js';
import { writeMessage } from './write.js';

const source = `syntax = "proto3";
message All {
  int32 i = 1; int64 l = 2; uint64 u = 3; bool b = 4; float f = 5; double d = 6; string s = 7; bytes x = 8;
  repeated int32 is = 11; repeated int64 ls = 12 [packed = true]; repeated bool bs = 14; repeated float fs = 15;
  repeated string ss = 17; repeated All all = 18; All one = 19; map<string, All> byName = 20; map<string, string> texts = 300;
  oneof choice { bool yes = 21; string words = 22; All other = 23; }
}`;
const type = protobuf.parse(source).root.lookupType('All');
const message = messagesIn(source)('All');

const float = fc.float({ noNaN: true });
const long = fc.maxSafeInteger();
const scalars = {
  i: fc.integer(),
  l: long,
  u: fc.nat(),
  b: fc.boolean(),
  f: float,
  d: fc.double({ noNaN: true }),
  s: fc.string({ unit: 'grapheme' }),
  x: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  is: fc.array(fc.integer()),
  ls: fc.array(long),
  bs: fc.array(fc.boolean()),
  fs: fc.array(float),
  ss: fc.array(fc.string()),
};
const { all } = fc.letrec((tie) => {
  const inner = fc.record(
    {
      ...scalars,
      all: fc.array(tie('all'), { maxLength: 2 }),
      one: tie('all'),
      byName: fc.dictionary(fc.string(), tie('all'), { maxKeys: 2 }),
      texts: fc.dictionary(fc.string(), fc.string()),
    },
    { requiredKeys: [] },
  );
  const choices = [{ yes: fc.boolean() }, { words: fc.string() }, { other: tie('all') }, {}].map((one) =>
    fc.tuple(inner, fc.record(one)).map(([fields, choice]): object => ({ ...fields, ...choice })),
  );
  return {
    all: fc.oneof({ maxDepth: 2 }, fc.record(scalars, { requiredKeys: [] }) as fc.Arbitrary<object>, ...choices),
  };
});

const encoded = (value: object): Uint8Array => type.encode(type.fromObject(value)).finish();
const whole = { longs: Number, defaults: true, arrays: true, oneofs: true } as const;

describe('messages', () => {
  it('are read as protobufjs reads them', () => {
    fc.assert(
      fc.property(all, (value) => {
        const bytes = encoded(value);
        expect(readMessage(message, bytes)).to.deep.equal(type.toObject(type.decode(bytes), { longs: Number }));
        expect(readCompletely(message, bytes)).to.deep.equal(type.toObject(type.decode(bytes), whole));
      }),
    );
  });

  it('are written as protobufjs reads them', () => {
    fc.assert(
      fc.property(fc.record(scalars, { requiredKeys: [] }), fc.array(fc.record(scalars)), (value, inner) => {
        const written = writeMessage(message, { ...value, all: inner });
        const expected = type.decode(encoded({ ...value, all: inner }));
        expect(type.toObject(type.decode(written), whole)).to.deep.equal(type.toObject(expected, whole));
      }),
    );
  });

  it('are refused where protobufjs refuses them, however their bytes are damaged', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(all, damage, fc.nat(), (value, places, cut) => {
        const bytes = encoded(value);
        for (const [at, byte] of places) if (bytes.length > 0) bytes[at % bytes.length] = byte;
        const damaged = bytes.subarray(0, bytes.length - (cut % 3));
        const outcome = (read: () => unknown): unknown => {
          try {
            return read();
          } catch {
            return 'refused';
          }
        };
        const expected = outcome(() => type.toObject(type.decode(damaged), { longs: Number }));
        expect(outcome(() => readMessage(message, damaged))).to.deep.equal(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("may have a field by the name of an object's prototype", () => {
    const bytes = encoded({ texts: JSON.parse('{"__proto__":"a"}') as object });
    const { texts } = readMessage(message, bytes) as { texts: object };
    expect(Object.entries(texts)).to.deep.equal([['__proto__', 'a']]);
  });

  it('that lie too deep in each other are refused', () => {
    let bytes = new Uint8Array();
    for (let depth = 0; depth < 102; depth++) {
      const outer = new protobuf.Writer()
        .uint32((19 << 3) | 2)
        .bytes(bytes)
        .finish();
      bytes = new Uint8Array(outer);
    }
    expect(() => readMessage(message, bytes)).to.throw('too deep');
  });
});

describe('the layers of networks', () => {
  it('are read as protobufjs reads them', () => {
    for (const one of layerCases) {
      const { neuralNetwork } = networkOf(one).model;
      const bytes = networkType.encode(networkType.fromObject(neuralNetwork)).finish();
      const expected = networkType.toObject(networkType.decode(bytes), whole);
      expect(readCompletely(networkMessage, bytes)).to.deep.equal(expected);
    }
    expect(modelType.fields['neuralNetwork']?.type).to.equal('NeuralNetwork');
  });
});
