import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ResultOf } from '../contract/events.js';
import { readImage, writePng } from '../image/files.js';
import { compareImages } from '../image/quality.js';
import type { Rgb8, Size } from '../image/rgb.js';
import type { PlannedLaunch } from '../plan/plan.js';
import type { ImageQuality } from '../results/journal.js';
import { outputFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import type { Bench } from '../run/session.js';
import type { PhoneContainer } from '../phone/container.js';

/** Fetches one enlarged image, unless its content is known already, and compares it with the truth and the reference. */
export async function judge(
  { container, folder, plan, references }: Bench,
  { variant, job }: PlannedLaunch,
  result: ResultOf<'quality'>,
): Promise<ImageQuality> {
  const output = await fetchOutput(container, folder, result);
  const scale = plan.variants.find(({ name }) => name === variant)?.scale ?? 1;
  const { image, width, height, tiles, sha256, latencyNs } = result;
  const truth = plan.truths[image];
  const quality = truth && compareImages(output, raw(truth.source, truth), scale);
  const reference = plan.references[variant];
  const asked = job.images[image];
  const fidelityDb =
    reference && asked
      ? await references.fidelityDb(
          reference,
          plan.packages[reference.sha256] ?? '',
          raw(plan.sources[asked.path] ?? '', asked),
          output,
        )
      : undefined;
  return {
    image,
    width,
    height,
    tiles,
    sha256,
    latencyNs,
    // Equal images have a PSNR without bound, which no cell can hold.
    ...(quality && Number.isFinite(quality.psnrYDb) && { psnrYDb: quality.psnrYDb }),
    ...(quality && Number.isFinite(quality.psnrRgbDb) && { psnrRgbDb: quality.psnrRgbDb }),
    ...(quality && { ssimY: quality.ssimY }),
    ...(fidelityDb !== undefined && Number.isFinite(fidelityDb) && { fidelityDb }),
  };
}

const raw = (file: string, { width, height }: Size): Rgb8 => ({ width, height, data: readFileSync(file) });

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
