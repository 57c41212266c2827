import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import { figureNames } from '../plan/figure-names.js';
import { JsonLinesWriter } from './json-lines.js';
import { readIfThere } from './read-if-there.js';
import type { RunFolder } from './run-folder.js';
import { writeWhole } from './write-whole.js';

/** A figure that was asked for, or why there is none. */
const askedFigure = z.strictObject({
  figure: z.number().optional(),
  /** A clause without a full stop. */
  why: z.string().optional(),
  /** Of the ONNX file that it comes from. */
  networkSha256: z.string().optional(),
});

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
  /** What was asked for beside these. */
  asked: z.partialRecord(z.enum(figureNames), askedFigure).optional(),
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

/** What the file says; a line that is damaged, were it by a digit, says nothing, and its image has no figures. */
export const readQuality = (folder: RunFolder): JudgedImage[] => linesOf(folder).flatMap(({ judged }) => judged ?? []);

/**
 * Takes damaged lines out of the file, so that their images are judged again. Returns a sentence for each. Nobody may be
 * writing it meanwhile.
 */
export function mendQuality(folder: RunFolder): string[] {
  const lines = linesOf(folder);
  const damaged = lines.filter(({ judged }) => judged === undefined);
  if (damaged.length === 0) return [];
  const whole = lines.flatMap(({ judged, text }) => (judged === undefined ? [] : `${text}\n`));
  writeWhole(qualityFile(folder), whole.join(''));
  return damaged.map(({ number }) => `${qualityFile(folder)}:${String(number)} was damaged; its image is judged again`);
}

interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** Undefined where the line is damaged. */
  readonly judged: JudgedImage | undefined;
}

/** A last line without its newline was torn off, and is none. */
function linesOf(folder: RunFolder): Line[] {
  const content = readIfThere(qualityFile(folder))?.toString('utf8') ?? '';
  const texts = content.split('\n').slice(0, -1);
  return texts.map((text, index) => ({ number: index + 1, text, judged: judgedIn(text) }));
}

/** What a line says. One that an earlier version wrote has no checksum. */
function judgedIn(text: string): JudgedImage | undefined {
  const [, start, checksum] = checked.exec(text) ?? [];
  const content = start === undefined ? text : `${start}}`;
  if (checksum !== undefined && checksum !== checksumOf(content)) return undefined;
  return judgedImage.safeParse(parseJson(content)).data;
}

/** A line as it is written: its last field is a checksum of what it is without that. */
const checked = /^(.*),"checksum":"([0-9a-f]{16})"\}$/;

/** The first half of a sha256 is more than enough against chance. */
const checksumOf = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 16);

/** Appends what was found, a line an image. */
export class QualityWriter {
  readonly #lines: JsonLinesWriter<JudgedImage & { readonly checksum: string }>;

  constructor(folder: RunFolder) {
    this.#lines = new JsonLinesWriter(qualityFile(folder));
  }

  append(judged: JudgedImage): void {
    this.#lines.append({ ...judged, checksum: checksumOf(JSON.stringify(judged)) });
  }

  close(): void {
    this.#lines.close();
  }
}
