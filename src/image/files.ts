import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { Problem } from '../problem.js';
import type { Rgb8 } from './rgb.js';

/**
 * Decodes an image file to the RGB values it stores: no colour management, so a colour profile shifts nothing, and no
 * rotation. Alpha is dropped, grey repeated, 16 bits are cut to 8, CMYK is converted. Throws a Problem that names the file.
 */
export const readImage = (path: string): Promise<Rgb8> =>
  decode(path, sharp(path, { failOn: 'error', ignoreIcc: true }));

/** Decodes a photo as a person sees it: upright, in sRGB. Throws a Problem that names the file. */
export const readPhoto = (path: string): Promise<Rgb8> => decode(path, sharp(path, { failOn: 'error' }).autoOrient());

async function decode(path: string, image: Sharp): Promise<Rgb8> {
  try {
    const { data, info } = await image
      .removeAlpha()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: new Uint8Array(data) };
  } catch (error) {
    const heic = /\.hei[cf]$/i.test(path) ? ' (HEIC is not decoded here)' : '';
    throw new Problem(
      `${path} cannot be read as an image${heic}; give a PNG, JPEG, WebP or TIFF file`,
      undefined,
      error,
    );
  }
}

/** Writes a lossless PNG. */
export async function writePng(path: string, image: Rgb8): Promise<void> {
  await png(image).toFile(path);
}

/** The content of a lossless PNG. */
export const encodePng = (image: Rgb8): Promise<Buffer> => png(image).toBuffer();

const png = ({ width, height, data }: Rgb8): Sharp => sharp(data, { raw: { width, height, channels: 3 } }).png();
