import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';

/**
 * Appends what a child process writes to a log file. A log that cannot be written, as on a full disk, ends neither this
 * process nor the child: what the child writes is then read and dropped, so that it never waits for a reader.
 */
export function logOutput(output: Readable, logFile: string): void {
  const log = createWriteStream(logFile, { flags: 'a' });
  log.on('error', () => {
    output.unpipe(log);
    output.resume();
  });
  output.on('error', () => log.end());
  output.pipe(log);
}
