import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../problem.js';
import { JsonLinesWriter, readJsonLines } from './json-lines.js';
import type { RunFolder } from './run-folder.js';

/**
 * What the host found about one enlarged image that a phone made, in dB, 100 where it is more. A figure is absent where
 * there is nothing to compare with.
 */
const judgedImage = z.strictObject({
  udid: z.string(),
  launch: z.string(),
  image: z.string(),
  /** sha256 of the raw pixels that were judged. */
  output: z.string(),
  psnrYDb: z.number().optional(),
  psnrRgbDb: z.number().optional(),
  ssimY: z.number().optional(),
  fidelityDb: z.number().optional(),
  /** Why the output shows nothing of its input; absent where it may. */
  noPicture: z.string().optional(),
  /** Present where the output is black and its input is not. */
  isBlack: z.literal(true).optional(),
  /** What half precision would lose inside the variant, in sentences; absent where nothing, or where it was not looked for. */
  halfLosses: z.array(z.string()).optional(),
});
export type JudgedImage = z.infer<typeof judgedImage>;

/** quality.jsonl: derived from outputs/ and the plan, a line an image; `rezbench tables` makes again what is missing. */
export const qualityFile = ({ path }: RunFolder): string => join(path, 'quality.jsonl');

export function readQuality(folder: RunFolder): JudgedImage[] {
  const file = qualityFile(folder);
  return readJsonLines(
    file,
    judgedImage,
    (line) => new Problem(`${file}:${String(line)} is damaged; remove the file, rezbench tables makes it again`),
  );
}

export const qualityWriter = (folder: RunFolder): JsonLinesWriter<JudgedImage> =>
  new JsonLinesWriter(qualityFile(folder));
