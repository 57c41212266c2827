/** An RGB image, 8 bits a channel, row-major: width * height * 3 bytes. */
export interface Rgb8 {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The top left part of an image. */
export function crop(image: Rgb8, { width, height }: Size): Rgb8 {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    data.set(image.data.subarray(y * image.width * 3, (y * image.width + width) * 3), y * width * 3);
  }
  return { width, height, data };
}

/** The window of this size at (x, y). Beyond the image it shows the mirror image, in which edge pixels are repeated. */
export function windowAt(image: Rgb8, x: number, y: number, { width, height }: Size): Rgb8 {
  const data = new Uint8Array(width * height * 3);
  const columns = Int32Array.from({ length: width }, (_, column) => mirror(x + column, image.width) * 3);
  for (let row = 0; row < height; row++) {
    const from = mirror(y + row, image.height) * image.width * 3;
    for (let column = 0; column < width; column++) {
      const source = from + (columns[column] ?? 0);
      const target = (row * width + column) * 3;
      data[target] = image.data[source] ?? 0;
      data[target + 1] = image.data[source + 1] ?? 0;
      data[target + 2] = image.data[source + 2] ?? 0;
    }
  }
  return { width, height, data };
}

/** The index into a row of `length` that its mirror image continues on both sides. */
export function mirror(index: number, length: number): number {
  const period = 2 * length;
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - 1 - folded;
}

/** Rounds half to even. */
export function toByte(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
