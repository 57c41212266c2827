import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import { sha256Hex } from '../contract/paths.js';
import { Problem } from '../problem.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';

export const parts = ['first', 'repeat'] as const;
export type Part = (typeof parts)[number];

const confirmedCase = z.strictObject({
  udid: z.string(),
  /** Of the candidate. */
  caseId: z.string(),
  base: sha256Hex,
  candidate: sha256Hex,
});

/** confirmation.json: what a run of paired launches confirms. */
const confirmationSchema = z.strictObject({
  v: z.literal(1),
  part: z.enum(parts),
  isStrict: z.boolean(),
  /** The id of the run that it is about, which lies beside it. */
  candidate: z.string(),
  /** What that was compared with, as absolute paths. */
  bases: z.array(z.string()),
  cases: z.array(confirmedCase),
});
export type Confirmation = z.infer<typeof confirmationSchema>;
export type CaseInConfirmation = z.infer<typeof confirmedCase>;

const confirmationFile = ({ path }: RunFolder): string => join(path, 'confirmation.json');

export function writeConfirmation(folder: RunFolder, confirmation: Confirmation): void {
  writeWhole(confirmationFile(folder), `${JSON.stringify(confirmation, null, 2)}\n`);
}

/** Undefined for a run that confirms nothing. Throws a Problem for a file that is not one of this version. */
function readConfirmation(folder: RunFolder): Confirmation | undefined {
  const file = confirmationFile(folder);
  if (!existsSync(file)) return undefined;
  const parsed = confirmationSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new Problem(
    `${file}: field ${field} is not what this version of rezbench writes; remove the folder and confirm anew`,
  );
}

/** The confirmations of a run among the folders beside it, from old to new. */
export function confirmationsBeside({ path, id }: RunFolder): { folder: RunFolder; confirmation: Confirmation }[] {
  const root = dirname(path);
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => {
      const folder = { path: join(root, name), id: name };
      const confirmation = readConfirmation(folder);
      return confirmation?.candidate === id ? [{ folder, confirmation }] : [];
    });
}
