import { gamma } from './gamma.js';

/** Shapes that are tried for a distribution, as the authors' program tries them. */
const shapes = Float64Array.from({ length: 9801 }, (_, index) => 0.2 + index / 1000);

let ratios: Float64Array | undefined;

/** By shape, the square of the mean distance from 0 as a share of the mean square: it grows with the shape. */
const ratioOfShapes = (): Float64Array =>
  (ratios ??= shapes.map((shape) => gamma(2 / shape) ** 2 / (gamma(1 / shape) * gamma(3 / shape))));

/** The shape whose ratio is nearest; the first for what is no number. */
function shapeOf(ratio: number): number {
  const known = ratioOfShapes();
  let [low, high] = [0, known.length - 1];
  if (Number.isNaN(ratio)) return shapes[0] ?? 0;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((known[middle] ?? 0) <= ratio) low = middle;
    else high = middle;
  }
  const isLower = Math.abs((known[low] ?? 0) - ratio) <= Math.abs((known[high] ?? 0) - ratio);
  return shapes[isLower ? low : high] ?? 0;
}

/** An asymmetric generalised Gaussian: its shape, and how wide it is on either side. */
interface Fitted {
  readonly shape: number;
  readonly left: number;
  readonly right: number;
}

/** Sums of a distribution's samples, one after another. */
class Moments {
  #count = 0;
  #distances = 0;
  readonly #negative = { count: 0, squares: 0 };
  readonly #positive = { count: 0, squares: 0 };

  add(value: number): void {
    this.#count++;
    this.#distances += Math.abs(value);
    if (value === 0) return;
    const side = value < 0 ? this.#negative : this.#positive;
    side.count++;
    side.squares += value * value;
  }

  /** By moments (Lasmar, Stitou, Berthoumieu, ICIP 2009). Widths are NaN where a side has no samples. */
  fit(): Fitted {
    const left = Math.sqrt(this.#negative.squares / this.#negative.count);
    const right = Math.sqrt(this.#positive.squares / this.#positive.count);
    const squares = (this.#negative.squares + this.#positive.squares) / this.#count;
    const ratio = (this.#distances / this.#count) ** 2 / squares;
    const skew = left / right;
    const shape = shapeOf((ratio * (skew ** 3 + 1) * (skew + 1)) / (skew ** 2 + 1) ** 2);
    const width = Math.sqrt(gamma(1 / shape) / gamma(3 / shape));
    return { shape, left: left * width, right: right * width };
  }
}

/** To which neighbour each sample is multiplied, rows and columns; beyond a block's edge comes its other side. */
const neighbours = [
  [0, 1],
  [1, 0],
  [1, 1],
  [1, -1],
] as const;

/** The 18 features of a square block of normalised luma, which begins at `column` of a band of rows (table I of the paper). */
export function featuresOf(band: Float64Array, width: number, column: number, side: number): number[] {
  const at = (row: number, x: number): number => band[row * width + column + x] ?? 0;
  const own = new Moments();
  const products = neighbours.map(() => new Moments());
  for (let row = 0; row < side; row++) {
    for (let x = 0; x < side; x++) {
      const value = at(row, x);
      own.add(value);
      for (const [index, [down, right]] of neighbours.entries()) {
        products[index]?.add(value * at((row - down + side) % side, (x - right + side) % side));
      }
    }
  }
  const { shape, left, right } = own.fit();
  return [shape, (left + right) / 2, ...products.flatMap((moments) => ofProducts(moments.fit()))];
}

const ofProducts = ({ shape, left, right }: Fitted): number[] => [
  shape,
  (right - left) * (gamma(2 / shape) / gamma(1 / shape)),
  left,
  right,
];
