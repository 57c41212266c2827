/** Every half-precision number as the float it is: decoding is a look-up. */
const floats = Float32Array.from({ length: 0x10000 }, (_, half) => halfToFloat(half));

/** Decodes IEEE 754 half precision, little-endian. */
export function halvesToFloats(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.byteLength >> 1);
  for (let index = 0; index < values.length; index++) {
    values[index] = floats[(bytes[index * 2] ?? 0) | ((bytes[index * 2 + 1] ?? 0) << 8)] ?? 0;
  }
  return values;
}

function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const largestHalf = 65504;

/** The nearest number that half precision can hold, ties to even; beyond its range infinity. */
export function roundToHalf(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), -14);
  const step = 2 ** (exponent - 10);
  const rounded = halfToEven(value / step) * step;
  return Math.abs(rounded) > largestHalf ? Math.sign(value) * Infinity : rounded;
}

function halfToEven(value: number): number {
  const below = Math.floor(value);
  const over = value - below;
  if (over !== 0.5) return over < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
