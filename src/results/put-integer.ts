/** Digits of the largest whole number that a double holds exactly. */
export const digitsAtMost = 16;

const zero = 0x30;
/** Numbers below it are divided as 32-bit integers, which is far faster than as doubles. */
const split = 1e8;

/** Writes a whole number from 0 to 2^53 - 1 in ASCII digits, as `String` has it. Returns where it ends. */
export function putInteger(bytes: Uint8Array, at: number, value: number): number {
  if (value < split) return putSmall(bytes, at, value);
  const upper = Math.floor(value / split);
  const end = upper < split ? putSmall(bytes, at, upper) : putInteger(bytes, at, upper);
  putDigits(bytes, end + 8, value - upper * split, 8);
  return end + 8;
}

function putSmall(bytes: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let power = 10; value >= power; power *= 10) digits++;
  putDigits(bytes, at + digits, value, digits);
  return at + digits;
}

/** The last digits of a number below 10^8, ending before `end`. */
function putDigits(bytes: Uint8Array, end: number, value: number, digits: number): void {
  let rest = value | 0;
  for (let place = 1; place <= digits; place++) {
    const tens = (rest / 10) | 0;
    bytes[end - place] = zero + rest - tens * 10;
    rest = tens;
  }
}
