import { appendFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { logFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';

/** Where mistakes of rezbench's own leave their stacks. */
export const bugLog = (folder: RunFolder): string => logFile(folder, 'bugs');

/** Writes down a mistake of rezbench's own, with its stack and what it was about. */
export function recordBug(folder: RunFolder, about: string, error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  mkdirSync(dirname(bugLog(folder)), { recursive: true });
  appendFileSync(bugLog(folder), `${new Date().toISOString()} ${about}\n${stack}\n\n`);
}

/** Bytes of the log: it has grown when another mistake was made. */
export function bugLogBytes(folder: RunFolder): number {
  return existsSync(bugLog(folder)) ? statSync(bugLog(folder)).size : 0;
}
