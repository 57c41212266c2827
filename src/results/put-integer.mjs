/** Bytes that a whole number may take: the digits of the largest one that a double holds exactly. */
export const digitsAtMost = 16;

/** Numbers of up to four digits as four bytes in a 32-bit integer: to the right behind zeros, and to the left. */
const inFour = new Uint32Array(10_000);
const inFront = new Uint32Array(10_000);
for (let value = 0; value < 10_000; value++) {
  const digits = String(value);
  inFour[value] = bytesOf(digits.padStart(4, '0'));
  inFront[value] = bytesOf(digits.padEnd(4));
}

function bytesOf(text) {
  return Buffer.from(text, 'latin1').readUInt32LE();
}

/** Numbers below it are divided as 32-bit integers, which is far faster than as doubles. */
const split = 1e8;

/**
 * Writes a whole number from 0 to 2^53 - 1 in ASCII digits, as `String` has it, and may leave anything in the rest of the
 * `digitsAtMost` bytes from `at` on. Returns where the number ends.
 */
export function putInteger(bytes, at, value) {
  if (value < split) return putSmall(bytes, at, value | 0);
  const upper = Math.floor(value / split);
  return putEight(bytes, putSmall(bytes, at, upper | 0), (value - upper * split) | 0);
}

function putSmall(bytes, at, value) {
  if (value < 1e4) return putFront(bytes, at, value);
  const upper = (value / 1e4) | 0;
  return putFour(bytes, putFront(bytes, at, upper), value - upper * 1e4);
}

/** Four bytes whatever the number: those behind its digits are written over by what follows. */
function putFront(bytes, at, value) {
  bytes.setUint32(at, inFront[value], true);
  return at + (value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4);
}

function putFour(bytes, at, value) {
  bytes.setUint32(at, inFour[value], true);
  return at + 4;
}

function putEight(bytes, at, value) {
  const upper = (value / 1e4) | 0;
  return putFour(bytes, putFour(bytes, at, upper), value - upper * 1e4);
}
