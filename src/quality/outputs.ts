import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { encodePng, readImage } from '../image/files.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { Problem } from '../problem.js';
import { readIfThere } from '../results/read-if-there.js';
import type { EnlargedImage } from '../results/launch-record.js';
import { colourFile, outputFile, rawOutputFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';

/**
 * An enlarged image, by the sha256 of its raw pixels. Undefined when it is not there, or is not what it was. Another
 * judge may turn the raw file into a PNG meanwhile, and a worker may fetch a raw one.
 */
export async function readOutput(folder: RunFolder, sha256: string, size: Size): Promise<Rgb8 | undefined> {
  const fromRaw = (): Rgb8 | undefined => readRaw(rawOutputFile(folder, sha256), sha256, size);
  return fromRaw() ?? (await readPng(outputFile(folder, sha256), sha256, size)) ?? fromRaw();
}

/** The file that holds an output, or would hold it. */
export function fileOfOutput(folder: RunFolder, sha256: string): string {
  const raw = rawOutputFile(folder, sha256);
  return existsSync(raw) ? raw : outputFile(folder, sha256);
}

/** Keeps an output as PNG, which a person can look at and which takes less room, in place of the raw one. */
export async function keepAsPng(folder: RunFolder, sha256: string, image: Rgb8): Promise<void> {
  const raw = rawOutputFile(folder, sha256);
  if (!existsSync(raw)) return;
  writeWhole(outputFile(folder, sha256), await encodePng(image));
  rmSync(raw, { force: true });
}

/** Keeps the colour picture of an output that is luma, beside what the phone made of it. One that is damaged is made again. */
export async function keepInColour(folder: RunFolder, { sha256, image }: EnlargedImage, picture: Rgb8): Promise<void> {
  const file = colourFile(folder, sha256, image);
  const kept = await readPng(file, digest(picture.data), picture);
  if (kept === undefined) writeWhole(file, await encodePng(picture));
}

/** Raw RGB8 whose name or plan says what it holds. Undefined when it is not there, or is something else. */
export function readRaw(file: string, sha256: string, { width, height }: Size): Rgb8 | undefined {
  const data = readIfThere(file);
  return data?.length === width * height * 3 && digest(data) === sha256 ? { width, height, data } : undefined;
}

async function readPng(file: string, sha256: string, { width, height }: Size): Promise<Rgb8 | undefined> {
  try {
    const image = await readImage(file);
    const isSame = image.width === width && image.height === height && digest(image.data) === sha256;
    return isSame ? image : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
