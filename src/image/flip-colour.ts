import type { LinearImage } from './linear-rgb.js';

/*
 * The colour spaces of FLIP (Andersson et al., HPG 2020, sections 4.1 and 4.2): YCxCz, in which contrast is filtered, and
 * Hunt-adjusted L*a*b*, in which colours are compared. Matrices are those of sRGB's primaries and its white, in whole numbers as
 * the authors give them.
 */

type Three = readonly [number, number, number];
type Matrix = readonly [Three, Three, Three];

/** Linear RGB to XYZ. */
const toXyz: Matrix = [
  [10135552 / 24577794, 8788810 / 24577794, 4435075 / 24577794],
  [2613072 / 12288897, 8788810 / 12288897, 887015 / 12288897],
  [1425312 / 73733382, 8788810 / 73733382, 70074185 / 73733382],
];

/** The XYZ of white. */
const white: Three = [sum(toXyz[0]), sum(toXyz[1]), sum(toXyz[2])];

/** Linear RGB to XYZ as a share of white's. */
const toShare = toXyz.map((row, index) => row.map((weight) => weight / (white[index] ?? 1))) as unknown as Matrix;
const fromShare = inverse(toShare);

function sum([a, b, c]: Three): number {
  return a + b + c;
}

/** By cofactors. */
function inverse([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const scaled = (x: number, y: number, z: number): Three => [x / determinant, y / determinant, z / determinant];
  return [
    scaled(e * i - f * h, c * h - b * i, b * f - c * e),
    scaled(f * g - d * i, a * i - c * g, c * d - a * f),
    scaled(d * h - e * g, b * g - a * h, a * e - b * d),
  ];
}

/** Rows of an image in YCxCz, the outermost row again beyond its edges. */
export function ycxczRows(
  image: LinearImage,
  first: number,
  rows: number,
  [y, cx, cz]: readonly [Float64Array, Float64Array, Float64Array],
): void {
  const { width, height } = image;
  const linear = new Float64Array(width * 3);
  for (let row = 0; row < rows; row++) {
    image.readRow(Math.min(Math.max(first + row, 0), height - 1), linear);
    for (let column = 0; column < width; column++) {
      const red = linear[column * 3] ?? 0;
      const green = linear[column * 3 + 1] ?? 0;
      const blue = linear[column * 3 + 2] ?? 0;
      const at = row * width + column;
      const shareX = toShare[0][0] * red + toShare[0][1] * green + toShare[0][2] * blue;
      const shareY = toShare[1][0] * red + toShare[1][1] * green + toShare[1][2] * blue;
      const shareZ = toShare[2][0] * red + toShare[2][1] * green + toShare[2][2] * blue;
      y[at] = 116 * shareY - 16;
      cx[at] = 500 * (shareX - shareY);
      cz[at] = 200 * (shareY - shareZ);
    }
  }
}

/** The lightness of YCxCz as a share of white's. */
export const lightnessShare = (y: number): number => (y + 16) / 116;

const clamped = (light: number): number => Math.min(1, Math.max(0, light));

const threshold = (6 / 29) ** 3;
const slope = 1 / (3 * (6 / 29) ** 2);
const root = (share: number): number => (share > threshold ? Math.cbrt(share) : slope * share + 4 / 29);

/** Writes L*, a* and b* of a linear colour, the latter two less the darker it is. */
function huntLab(red: number, green: number, blue: number, target: Float64Array, at: number): void {
  const x = root(toShare[0][0] * red + toShare[0][1] * green + toShare[0][2] * blue);
  const y = root(toShare[1][0] * red + toShare[1][1] * green + toShare[1][2] * blue);
  const z = root(toShare[2][0] * red + toShare[2][1] * green + toShare[2][2] * blue);
  const lightness = 116 * y - 16;
  target[at] = lightness;
  target[at + 1] = 0.01 * lightness * 500 * (x - y);
  target[at + 2] = 0.01 * lightness * 200 * (y - z);
}

/** Writes the Hunt-adjusted L*a*b* of a colour in YCxCz, brought into the colours that a screen has, from `at` on. */
export function huntLabOf(y: number, cx: number, cz: number, target: Float64Array, at: number): void {
  const shareY = lightnessShare(y);
  const shareX = shareY + cx / 500;
  const shareZ = shareY - cz / 200;
  huntLab(
    clamped(fromShare[0][0] * shareX + fromShare[0][1] * shareY + fromShare[0][2] * shareZ),
    clamped(fromShare[1][0] * shareX + fromShare[1][1] * shareY + fromShare[1][2] * shareZ),
    clamped(fromShare[2][0] * shareX + fromShare[2][1] * shareY + fromShare[2][2] * shareZ),
    target,
    at,
  );
}

/** The distance for large differences of colour: that of lightness and that of chroma, added (Abasi et al., 2020). */
export const hyab = (a: Float64Array, b: Float64Array, at: number): number =>
  Math.abs((a[at] ?? 0) - (b[at] ?? 0)) +
  Math.sqrt(((a[at + 1] ?? 0) - (b[at + 1] ?? 0)) ** 2 + ((a[at + 2] ?? 0) - (b[at + 2] ?? 0)) ** 2);

/** That of green and blue, the largest that the authors found between two colours of a screen. */
export function largestHyab(): number {
  const [green, blue] = [new Float64Array(3), new Float64Array(3)];
  huntLab(0, 1, 0, green, 0);
  huntLab(0, 0, 1, blue, 0);
  return hyab(green, blue, 0);
}
