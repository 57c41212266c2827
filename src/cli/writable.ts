import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Problem } from '../problem.js';

/** Makes a folder that results are to land in. Throws a Problem that names the option where that, or writing there, is refused. */
export function refuseUnwritableFolder(option: string, folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw refusal(option, folder, error, 'name a folder that you may write to');
  }
  if (!statSync(folder).isDirectory()) throw new Problem(`${option} ${folder} is a file; name a folder`);
}

/** Opens a file that is to be appended to, and closes it again. Throws a Problem that names the option where it cannot be. */
export function refuseUnwritableFile(option: string, file: string): void {
  try {
    makeFolder(dirname(file));
    closeSync(openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK));
  } catch (error) {
    throw refusal(option, file, error, 'name a file that you may write');
  }
}

/** Node's own recursive mkdir tries without end where a folder exists and takes no other, such as /proc. */
function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) mkdirSync(folder);
}

/** What a wrong name brings about. That a disk is full or only read is no fault of the command line, and thrown as it is. */
const wrongNames: readonly unknown[] = [
  'EACCES',
  'EEXIST',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOTDIR',
  'EPERM',
];

function refusal(option: string, path: string, error: unknown, remedy: string): unknown {
  if (!(error instanceof Error && 'code' in error && wrongNames.includes(error.code))) return error;
  return new Problem(`${option} ${path} cannot be written (${String(error.code)}); ${remedy}`, undefined, error);
}
