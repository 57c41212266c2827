import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { execa } from 'execa';
import { exitCodes, Problem } from '../problem.js';
import { explainLog } from './xcode-failures.js';

/** How much of a log's end is looked at for the reason of a failure, characters. */
const lookedAt = 4_000_000;

/**
 * Runs xcodebuild, its whole output going to `logFile` and each of its lines to `show` as it comes. Throws a Problem
 * that gives the reason, the remedy and the log when it fails or is not there.
 */
export async function xcodebuild(
  args: readonly string[],
  logFile: string,
  show: (line: string) => void,
): Promise<void> {
  mkdirSync(dirname(logFile), { recursive: true });
  const file = createWriteStream(logFile);
  const child = execa('xcodebuild', args, { all: true, buffer: false, reject: false, stdin: 'ignore', cleanup: true });
  let log = '';
  for await (const line of child.iterable({ from: 'all' })) {
    file.write(`${line}\n`);
    log = `${log}${line}\n`.slice(-lookedAt);
    show(line);
  }
  file.end();
  await finished(file);
  const { exitCode, signal, code } = await child;
  if (exitCode === 0) return;
  if (code === 'ENOENT') {
    throw new Problem(
      'xcodebuild is not on this machine; build on a Mac with Xcode 16 or later, then copy the .ipa here',
    );
  }
  if (signal === 'SIGINT') throw new Problem(`xcodebuild was interrupted; its log: ${logFile}`, exitCodes.interrupted);
  const how =
    exitCode === undefined ? `was ended by ${signal ?? 'a signal'}` : `failed (exit code ${String(exitCode)})`;
  throw new Problem(`xcodebuild ${how}: ${explainLog(log)}; the whole log: ${logFile}`);
}

/** Of xcodebuild's lines, those that say where it is or what is wrong: commands and their settings are indented. */
export const isTelling = (line: string): boolean => /^\S/.test(line) || /(error|warning): /.test(line);
