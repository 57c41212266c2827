import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ResultOf } from '../contract/events.js';
import { readImage, writePng } from '../image/files.js';
import { compareImages } from '../image/quality.js';
import type { Rgb8 } from '../image/rgb.js';
import { cropToMultiple } from '../plan/pictures.js';
import type { ImageQuality } from '../results/journal.js';
import { outputFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import type { PhoneContainer } from './container.js';

/** Fetches one enlarged image, unless its content is known already, and compares it with the truth. */
export async function judge(
  container: PhoneContainer,
  folder: RunFolder,
  result: ResultOf<'quality'>,
  truthFile: string,
  scale: number,
): Promise<ImageQuality> {
  const output = await fetchOutput(container, folder, result);
  const truth = cropToMultiple(await readImage(truthFile), scale);
  const { psnrYDb, psnrRgbDb, ssimY } = compareImages(output, truth, scale);
  const { image, width, height, tiles, sha256, latencyNs } = result;
  return {
    image,
    width,
    height,
    tiles,
    sha256,
    latencyNs,
    ...(Number.isFinite(psnrYDb) && { psnrYDb }),
    ...(Number.isFinite(psnrRgbDb) && { psnrRgbDb }),
    ssimY,
  };
}

async function fetchOutput(
  container: PhoneContainer,
  folder: RunFolder,
  { width, height, sha256, parts }: ResultOf<'quality'>,
): Promise<Rgb8> {
  const file = outputFile(folder, sha256);
  if (existsSync(file)) return readImage(file);
  const pieces: Buffer[] = [];
  for (const { path } of parts) pieces.push(await container.pull(path));
  const data = Buffer.concat(pieces);
  if (createHash('sha256').update(data).digest('hex') !== sha256 || data.length !== width * height * 3) {
    throw new Error(`the output ${parts[0]?.path ?? ''} arrived damaged`);
  }
  const image = { width, height, data };
  mkdirSync(dirname(file), { recursive: true });
  await writePng(file, image);
  return image;
}
