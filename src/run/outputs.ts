import { createHash } from 'node:crypto';
import type { ResultOf } from '../contract/events.js';
import type { Outcome } from '../contract/outcome.js';
import type { AppFiles } from '../phone/app-files.js';
import { CommandFailed, TransferFailed } from '../phone/command.js';
import { readOutput } from '../quality/outputs.js';
import { rawOutputFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';

/** A transfer that arrives damaged twice is not chance. */
const tries = 2;

/**
 * Fetches one enlarged image into outputs/, raw as it is, unless the very same pixels are there already. It is judged and
 * made a PNG elsewhere, so that the phone can go on. Rejects with TransferFailed when it arrives
 * damaged twice. Nothing is asked for where the app says that the parts hold more or less than the pixels.
 */
export async function fetchOutput(
  files: AppFiles,
  folder: RunFolder,
  { width, height, sha256, parts }: ResultOf<'quality'>,
): Promise<Outcome> {
  const file = rawOutputFile(folder, sha256);
  if ((await readOutput(folder, sha256, { width, height })) !== undefined) return { status: 'ok' };
  const name = parts[0]?.path ?? 'output';
  const bytes = width * height * 3;
  const stated = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (stated !== bytes) {
    const reason = `its parts have ${String(stated)} bytes, and ${String(width)}x${String(height)} pixels have ${String(bytes)}`;
    return { status: 'unreadable', file: name, reason };
  }
  for (let turn = 0; turn < tries; turn++) {
    const data = await pullParts(files, parts);
    if (data.length === bytes && digest(data) === sha256) {
      writeWhole(file, data);
      return { status: 'ok' };
    }
  }
  throw new TransferFailed(`give ${name}`, 'it arrives with another sha256 than the app wrote down');
}

async function pullParts(files: AppFiles, parts: ResultOf<'quality'>['parts']): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (const { path } of parts) {
    const piece = await files.pull(path);
    if (piece === undefined) throw new CommandFailed(`give ${path}`, 'the file is gone');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
