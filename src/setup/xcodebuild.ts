import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { execa } from 'execa';
import { exitCodes, Problem } from '../problem.js';
import { explainLog } from './xcode-failures.js';

/** How many characters at the end of a log are searched for the reason of a failure. */
const searchedChars = 4_000_000;

/**
 * Runs xcodebuild. Writes its whole output to `logFile` and passes each line to `show` as it comes. Throws a Problem
 * with the reason, the remedy and the log when xcodebuild fails or does not exist.
 */
export async function runXcodebuild(
  args: readonly string[],
  logFile: string,
  show: (line: string) => void,
): Promise<void> {
  mkdirSync(dirname(logFile), { recursive: true });
  const file = createWriteStream(logFile);
  // A log that cannot be written, as on a full disk, takes nothing from the build.
  file.on('error', () => undefined);
  const child = execa('xcodebuild', args, { all: true, buffer: false, reject: false, stdin: 'ignore', cleanup: true });
  let log = '';
  for await (const line of child.iterable({ from: 'all' })) {
    if (file.writable) file.write(`${line}\n`);
    log = `${log}${line}\n`.slice(-searchedChars);
    show(line);
  }
  file.end();
  await finished(file).catch(() => undefined);
  const { exitCode, signal, code } = await child;
  if (exitCode === 0) return;
  if (code === 'ENOENT') {
    throw new Problem('this machine has no xcodebuild; build on a Mac with Xcode 16 or later, then copy the .ipa here');
  }
  if (signal === 'SIGINT')
    throw new Problem(`xcodebuild was interrupted; its log is ${logFile}`, exitCodes.interrupted);
  const how =
    exitCode === undefined ? `was stopped by ${signal ?? 'a signal'}` : `failed (exit code ${String(exitCode)})`;
  throw new Problem(`xcodebuild ${how}: ${explainLog(log)}; the whole log is ${logFile}`);
}

/** Returns whether a line of xcodebuild reports progress, a warning or an error. Commands and settings are indented. */
export const isNoteworthy = (line: string): boolean => /^\S/.test(line) || /(error|warning): /.test(line);
