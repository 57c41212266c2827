import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { readImage, writePng } from '../image/files.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { outputFile, rawOutputFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';

/** An enlarged image, by the sha256 of its raw pixels. Undefined when it is not there, or is not what it was. */
export async function readOutput(folder: RunFolder, sha256: string, size: Size): Promise<Rgb8 | undefined> {
  const raw = readRaw(rawOutputFile(folder, sha256), sha256, size);
  if (raw) return raw;
  const png = outputFile(folder, sha256);
  if (!existsSync(png)) return undefined;
  const image = await readImage(png);
  return image.width === size.width && image.height === size.height && digest(image.data) === sha256
    ? image
    : undefined;
}

/** Keeps an output as PNG, which a person can look at and which takes less room, in place of the raw one. */
export async function keepAsPng(folder: RunFolder, sha256: string, image: Rgb8): Promise<void> {
  const png = outputFile(folder, sha256);
  if (!existsSync(png)) {
    await writePng(`${png}.new`, image);
    renameSync(`${png}.new`, png);
  }
  rmSync(rawOutputFile(folder, sha256), { force: true });
}

/** Raw RGB8 whose name or plan says what it holds. Undefined when it is not there, or is something else. */
export function readRaw(file: string, sha256: string, { width, height }: Size): Rgb8 | undefined {
  if (!existsSync(file)) return undefined;
  const data = readFileSync(file);
  return data.length === width * height * 3 && digest(data) === sha256 ? { width, height, data } : undefined;
}

const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
