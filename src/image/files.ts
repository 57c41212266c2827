import sharp from 'sharp';
import { Problem } from '../contract/problem.js';
import type { Rgb8 } from './rgb.js';

/**
 * Decodes an image file to the RGB values it stores: no colour management, so a colour profile shifts nothing; alpha is
 * dropped and grey repeated. Throws a Problem that names the file.
 */
export async function readImage(path: string): Promise<Rgb8> {
  try {
    const { data, info } = await sharp(path, { failOn: 'error', ignoreIcc: true })
      .removeAlpha()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: new Uint8Array(data) };
  } catch (error) {
    throw new Problem(`${path} cannot be read as an image; give a PNG or JPEG file`, undefined, error);
  }
}

/** Writes a lossless PNG. */
export async function writePng(path: string, { width, height, data }: Rgb8): Promise<void> {
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
}
