import type { Random } from './random.js';

/** Bytes that sizes, counts and offsets go wrong at. */
const extremes = [0, 1, 0x7f, 0x80, 0xff];
/** What may stand where a format expects something else. */
const words = [
  ...['-1', '0', '1.5', '1e400', '-1e400', 'NaN', '.nan', '.inf', '99999999999999999999', '9007199254740993', '1e-400'],
  ...[
    'null',
    'true',
    '""',
    '[]',
    '{}',
    '~',
    '*a',
    '&a ',
    '<<: *a',
    '"\\ud800"',
    '__proto__',
    'constructor',
    '../../x',
    '\0',
  ],
];
/** Longer inputs would take the time that others are for. */
const longest = 200_000;

/**
 * One to four of the usual ways in which input breaks, or is broken, on one of the samples: bits, bytes, cuts, repetitions,
 * lengths, pieces of another sample, and numbers and words where others stood. Half of the time it is one small thing, since
 * what is nearly right comes furthest.
 */
export function mutated(samples: readonly Buffer[], random: Random): Buffer {
  const sampleAt = (index: number): Buffer => samples[index] ?? Buffer.alloc(0);
  let bytes = Buffer.from(sampleAt(random(samples.length)));
  const gentle = random(2) === 0;
  for (let turns = gentle ? 1 : 1 + random(4); turns > 0; turns--) {
    bytes = broken(bytes, random(gentle ? 6 : 11), () => sampleAt(random(samples.length)), random);
  }
  return bytes.length > longest ? bytes.subarray(0, longest) : bytes;
}

type Bytes = Buffer<ArrayBuffer>;

const spliced = (bytes: Bytes, at: number, removed: number, added: Uint8Array): Bytes =>
  Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);

function broken(bytes: Bytes, way: number, other: () => Buffer, random: Random): Bytes {
  const at = random(bytes.length + 1);
  switch (way) {
    case 0:
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      return bytes;
    case 1:
      if (at < bytes.length) bytes[at] = extremes[random(extremes.length)] ?? 0;
      return bytes;
    case 2:
    case 3:
      return withWord(bytes, at, random);
    case 4:
      return withLength(bytes, at, random);
    case 5:
      return bytes.subarray(0, at);
    case 6:
      return spliced(bytes, at, 1 + random(16), Buffer.alloc(0));
    case 7:
      return spliced(bytes, at, 0, bytes.subarray(at, at + 1 + random(64)));
    // The same again: nesting and lists. Very often only now and then, since it makes a short input a hundred times as long.
    case 8: {
      const piece = bytes.subarray(at, at + 1 + random(6));
      const times = 1 + random(random(8) === 0 ? 2000 : 20);
      return spliced(bytes, at, 0, Buffer.alloc(piece.length * times, piece));
    }
    case 9: {
      const from = other();
      const start = random(from.length + 1);
      return spliced(bytes, at, random(64), from.subarray(start, start + 1 + random(256)));
    }
    default:
      return Buffer.concat([bytes, other()]);
  }
}

const isWordByte = (byte = 0): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x2e;

/** Another word in the place of the one that follows. */
function withWord(bytes: Bytes, at: number, random: Random): Bytes {
  let start = at;
  while (start < bytes.length && !isWordByte(bytes[start])) start++;
  let end = start;
  while (end < bytes.length && isWordByte(bytes[end])) end++;
  return spliced(bytes, start, end - start, Buffer.from(words[random(words.length)] ?? ''));
}

/** A length, count or offset of 1 to 8 bytes that says too much or too little, in either order of bytes. */
function withLength(bytes: Bytes, at: number, random: Random): Bytes {
  const width = [1, 2, 4, 8][random(4)] ?? 4;
  if (at + width > bytes.length) return bytes;
  const isLittle = random(2) === 0;
  const kind = random(4);
  for (let index = 0; index < width; index++) {
    const place = at + (isLittle ? index : width - 1 - index);
    bytes[place] = kind === 0 ? 0xff : kind === 1 ? 0 : kind === 2 ? (index === width - 1 ? 0x7f : 0xff) : random(256);
  }
  return bytes;
}
