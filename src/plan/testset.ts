import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import { inFull, mostOf } from '../bounds/bounds.js';
import { fileSafe } from '../contract/file-safe.js';
import { isContained } from '../contract/paths.js';
import { Problem } from '../problem.js';
import { shrinkBicubic } from '../image/bicubic.js';
import { readPicture } from '../image/files.js';
import { crop, windowAt } from '../image/rgb.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { storePicture, storeRaw } from './pictures.js';
import { distinctNames } from './distinct-names.js';
import type { Picture } from './pictures.js';
import type { Truth } from './plan.js';
import type { Testset } from './sweep.js';

/** SSIM's window has to fit inside the border. */
const smallestSide = 11;

/** An image of the test set: what the phone gets, and the true image. */
export interface TestImage extends Picture {
  readonly truth: Truth;
  /** What was lost of its files. */
  readonly note: string | undefined;
}

/**
 * Reads the images of a test set by name, with the extension where two share one. Hidden files are none. A folder of
 * images contains the true ones, which are cropped to a multiple of the scale and shrunk bicubically. A folder with HR
 * and LR (or LR_bicubic/X2 and the like) contains pairs, whose small images are taken as they are. One too small to judge
 * is left out, and `tooSmall` says so of it by its name. Throws a Problem for a folder without images that can be judged,
 * an unreadable one, or a pair that does not match.
 */
export async function testImages(
  { folder, crop: wanted }: Testset,
  scale: number,
  raw: string,
): Promise<{ readonly images: readonly TestImage[]; readonly tooSmall: Readonly<Record<string, string>> }> {
  const found = await Promise.all(
    pairsIn(folder, scale).map(async ({ name, large, small }): Promise<TestImage | TooSmall> => {
      const read = await readPicture(large);
      const readSmall = small === undefined ? undefined : { path: small, ...(await readPicture(small)) };
      const whole = cropToMultiple(read.image, scale);
      const reduced = readSmall
        ? cropToMatch(readSmall.image, whole, scale, readSmall.path)
        : shrinkBicubic(whole, scale);
      const note = read.note ?? readSmall?.note;
      const { truth, input } = wanted ? cutMiddle(whole, reduced, wanted, scale) : { truth: whole, input: reduced };
      const { width, height } = truth;
      if (Math.min(width, height) < smallestSide + 2 * scale) {
        const why = `is too small to judge at a scale of ${String(scale)}, which takes ${leastOf(scale)}`;
        return { name, leftOut: `${large} ${why}, and is left out` };
      }
      const picture = storePicture(input, name, raw);
      return { ...picture, truth: { source: storeRaw(truth, raw).source, width, height }, note };
    }),
  );
  const images = found.filter((one) => 'truth' in one);
  const tooSmall = found.flatMap((one): [string, string][] => ('truth' in one ? [] : [[one.name, one.leftOut]]));
  if (images.length === 0) {
    throw new Problem(`${folder} has no image large enough to judge; give images of at least ${leastOf(scale)}`);
  }
  return { images, tooSmall: Object.fromEntries(tooSmall) };
}

/** A sentence without a full stop about an image that is left out. */
interface TooSmall {
  readonly name: string;
  readonly leftOut: string;
}

const leastOf = (scale: number): string => `${String(smallestSide + 2 * scale)} pixels a side`;

interface Pair {
  readonly name: string;
  readonly large: string;
  readonly small: string | undefined;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function pairsIn(folder: string, scale: number): Pair[] {
  if (!isFolder(folder)) throw new Problem(`${folder} is not a folder; name a folder of images as quality.testset`);
  const large = isFolder(join(folder, 'HR')) ? join(folder, 'HR') : folder;
  const small = [`LR_bicubic/X${String(scale)}`, 'LR'].map((part) => join(folder, part)).find(isFolder);
  const names = imagesIn(large);
  if (names.length === 0)
    throw new Problem(`${large} contains no PNG or JPEG; name a folder of images as quality.testset`);
  if (names.length > mostOf.testImages.most) {
    const most = inFull(mostOf.testImages.most);
    throw new Problem(`${large} contains more than ${most} images; name a folder of fewer as quality.testset`);
  }
  const called = distinctNames(names);
  const nameOf = (file: string): string => asFileName(called.get(file) ?? file);
  if (large === folder || small === undefined) {
    return names.map((file) => ({ name: nameOf(file), large: join(large, file), small: undefined }));
  }
  return names.map((file) => {
    const { name } = parse(file);
    const found = smallOf(file, imagesIn(small), scale);
    if (found === undefined)
      throw new Problem(`${join(large, file)} has no small image in ${small}; add ${name}.png there`);
    return { name: nameOf(file), large: join(large, file), small: join(small, found) };
  });
}

/** Files on the phone and in the run's folder are named after an image, with some 80 bytes more. */
const longestNameBytes = 150;

const asFileName = (name: string): string =>
  isContained(name) && Buffer.byteLength(name) <= longestNameBytes ? name : fileSafe(name);

/** Of several that share a stem, the small image with the same extension belongs to the true one. */
function smallOf(file: string, among: readonly string[], scale: number): string | undefined {
  const { name, ext } = parse(file);
  const stems = [name, `${name}x${String(scale)}`];
  return (
    among.find((other) => stems.some((stem) => other === `${stem}${ext}`)) ??
    among.find((other) => stems.includes(parse(other).name))
  );
}

const imagesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^[^.].*\.(png|jpe?g|webp|tiff?)$/i.test(name))
        .sort()
    : [];

/** Cuts off the small image what the true one lost when it was cropped to a multiple of the scale. */
function cropToMatch(small: Rgb8, whole: Rgb8, scale: number, path: string): Rgb8 {
  const [width, height] = [whole.width / scale, whole.height / scale];
  if (small.width < width || small.height < height || small.width > width + 1 || small.height > height + 1) {
    throw new Problem(
      `${path} is ${String(small.width)}x${String(small.height)} but its true image asks for ${String(width)}x${String(height)}; pair images of one scale`,
    );
  }
  return crop(small, { width, height });
}

/** Cuts the same middle out of both images, at most as large as wanted. */
function cutMiddle(truth: Rgb8, input: Rgb8, wanted: Size, scale: number): { truth: Rgb8; input: Rgb8 } {
  const width = Math.min(input.width, Math.ceil(wanted.width / scale));
  const height = Math.min(input.height, Math.ceil(wanted.height / scale));
  const [x, y] = [Math.floor((input.width - width) / 2), Math.floor((input.height - height) / 2)];
  return {
    input: windowAt(input, x, y, { width, height }),
    truth: windowAt(truth, x * scale, y * scale, { width: width * scale, height: height * scale }),
  };
}

/** Cuts off the rows and columns that do not fill a whole low-resolution pixel. */
function cropToMultiple(image: Rgb8, scale: number): Rgb8 {
  return crop(image, { width: image.width - (image.width % scale), height: image.height - (image.height % scale) });
}

/** Names a test set after its folder, or after the one above where the folder is called HR. */
export function testsetName({ folder, crop: wanted }: Testset): string {
  const { dir, base } = parse(folder);
  const name = base === 'HR' ? basename(dir) : base;
  return wanted ? `${name} (middle ${String(wanted.width)}x${String(wanted.height)})` : name;
}
