import { readFileSync, statSync } from 'node:fs';
import { Problem } from '../problem.js';

/** A secret is a line of printable ASCII, since it travels in a header. */
const printable = /^[\x21-\x7e]{1,256}$/;

/** The registration secret that all nodes of a farm share with its hub, from a file. Throws a Problem that names the file. */
export function readSecret(file: string): string {
  let text: string;
  let mode: number;
  try {
    text = readFileSync(file, 'utf8').trim();
    ({ mode } = statSync(file));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Problem(`--secret-file ${file} cannot be read (${String(error.code)}); write the hub's secret there`);
  }
  if ((mode & 0o077) !== 0)
    throw new Problem(`--secret-file ${file}: other users can read it or change it; run chmod 600 ${file}`);
  if (printable.test(text)) return text;
  throw new Problem(
    `--secret-file ${file}: a secret is 1 to 256 printable characters without blanks; write the hub's own there`,
  );
}
