import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import { imagePath } from '../contract/paths.js';
import { Problem } from '../contract/problem.js';
import { shrinkBicubic } from '../image/bicubic.js';
import { readImage } from '../image/files.js';
import { crop, windowAt } from '../image/rgb.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { pushedFile } from './staged.js';
import type { PushedFile } from './staged.js';

/** A picture the phone will be given. */
export interface Picture extends Size {
  readonly name: string;
  readonly pushed: PushedFile;
}

/** An image of the test set: what the phone gets, and the file with the truth. */
export interface TestImage extends Picture {
  readonly truth: string;
}

/** Writes an image as the raw RGB8 that is pushed; the file is named by its content. */
function store(image: Rgb8, name: string, folder: string): Picture {
  const sha256 = createHash('sha256').update(image.data).digest('hex');
  const source = join(folder, `${sha256}.rgb`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(source)) writeFileSync(source, image.data);
  const { width, height, data } = image;
  return { name, width, height, pushed: pushedFile(imagePath(sha256), source, data.length, sha256) };
}

/** The picture that latency is measured on at a size: a photograph, continued by its mirror image where it ends. */
export async function latencyPicture(photograph: string, size: Size, folder: string): Promise<Picture> {
  const name = `${String(size.width)}x${String(size.height)}`;
  return store(windowAt(await readImage(photograph), 0, 0, size), name, folder);
}

/**
 * The images of a test set by name, shrunk by `scale` the standard way from the true image cropped to a multiple of the
 * scale. Throws a Problem when the folder has no images or one cannot be read.
 */
export async function testImages(testset: string, scale: number, folder: string): Promise<TestImage[]> {
  const names = namesIn(testset);
  if (names.length === 0)
    throw new Problem(`${testset} holds no PNG or JPEG; name a folder of images as quality.testset`);
  return Promise.all(
    names.map(async (file) => {
      const truth = join(testset, file);
      const shrunk = shrinkBicubic(cropToMultiple(await readImage(truth), scale), scale);
      return { ...store(shrunk, parse(file).name, folder), truth };
    }),
  );
}

function namesIn(testset: string): string[] {
  try {
    return readdirSync(testset)
      .filter((name) => /\.(png|jpe?g)$/i.test(name))
      .sort();
  } catch (error) {
    throw new Problem(`${testset} is no folder; name a folder of images as quality.testset`, undefined, error);
  }
}

/** Without the rows and columns that do not fill a whole low-resolution pixel. */
export function cropToMultiple(image: Rgb8, scale: number): Rgb8 {
  return crop(image, { width: image.width - (image.width % scale), height: image.height - (image.height % scale) });
}

/** A test set is called by its folder, and by the one above when that only says that it holds the true images. */
export const testsetName = (testset: string): string => {
  const { dir, base } = parse(testset);
  return base === 'HR' ? basename(dir) : base;
};
