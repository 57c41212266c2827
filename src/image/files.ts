import { existsSync } from 'node:fs';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { mostBytes } from '../bounds/bounds.js';
import { refuseOversized } from '../bounds/read-file.js';
import { Problem } from '../problem.js';
import type { Rgb8, Size } from './rgb.js';

/** Most pixels of a picture that is read or written: what the PNG encoder takes, 16383 x 16383. */
export const mostPixels = 0x3fff ** 2;

/** A picture as a person sees it, and what is lost of its file. */
export interface PictureFile {
  readonly image: Rgb8;
  /** One sentence without a full stop, which names the file; undefined where nothing worth telling is lost. */
  readonly note: string | undefined;
}

/**
 * Decodes a PNG, JPEG, WebP or TIFF file as a person sees it, which is how every command reads pictures: upright, as its
 * EXIF orientation says; in sRGB, converted from the file's colour profile or from CMYK; grey repeated; of 16 bits the
 * upper 8. Transparency is dropped, the colours under it stay. Throws a Problem that names the file.
 */
export async function readPicture(path: string): Promise<PictureFile> {
  refuseOversized(path, mostBytes.picture.most);
  const size = await sizeInHeader(path);
  if (size.width * size.height > mostPixels) {
    throw new Problem(
      `${path} is ${String(size.width)}x${String(size.height)}, more than rezbench reads; give a smaller picture`,
    );
  }
  const decoded = await sharp(path, { failOn: 'error' })
    .autoOrient()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => refuse(path, error));
  const { width, height, channels } = decoded.info;
  const { data, isClear } = withoutAlpha(decoded.data, channels);
  const note = isClear ? `${path}: its transparency is dropped, the colours under it are taken` : undefined;
  return { image: { width, height, data }, note };
}

export const readImage = async (path: string): Promise<Rgb8> => (await readPicture(path)).image;

async function sizeInHeader(path: string): Promise<Size> {
  const { width, height } = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => refuse(path, error));
  return { width, height };
}

function refuse(path: string, error: unknown): never {
  if (!existsSync(path)) throw new Problem(`${path} does not exist; check the name`, undefined, error);
  const heic = /\.hei[cf]$/i.test(path) ? ' (HEIC is not decoded here)' : '';
  throw new Problem(`${path} cannot be read as an image${heic}; give a PNG, JPEG, WebP or TIFF file`, undefined, error);
}

/** RGB out of RGB or RGBA; a picture is clear where its alpha is less than full anywhere. */
function withoutAlpha(samples: Uint8Array, channels: number): { readonly data: Uint8Array; readonly isClear: boolean } {
  if (channels === 3) return { data: new Uint8Array(samples), isClear: false };
  const pixels = samples.length / channels;
  const data = new Uint8Array(pixels * 3);
  let isClear = false;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * channels;
    data.set(samples.subarray(from, from + 3), pixel * 3);
    isClear ||= samples[from + 3] !== 255;
  }
  return { data, isClear };
}

/** Writes a lossless PNG. */
export async function writePng(path: string, image: Rgb8): Promise<void> {
  await png(image).toFile(path);
}

/** The content of a lossless PNG. */
export const encodePng = (image: Rgb8): Promise<Buffer> => png(image).toBuffer();

/** A picture for a page that would otherwise be too large to open: nearly exact, with all of its colour. */
export const encodeJpeg = (image: Rgb8): Promise<Buffer> =>
  raw(image).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();

const png = (image: Rgb8): Sharp => raw(image).png();

const raw = ({ width, height, data }: Rgb8): Sharp => sharp(data, { raw: { width, height, channels: 3 } });
