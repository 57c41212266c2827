import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FeatureDescription } from '../coreml/feature.js';
import { Problem } from '../problem.js';

/** Throws a Problem for an input file that is not there, before the model is loaded. */
export function refuseMissingFiles(files: ReadonlyMap<string, string>): void {
  for (const [name, file] of files) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) throw new Problem(`${file}, given for input ${name}, does not exist`);
    if (found.isDirectory()) throw new Problem(`${file}, given for input ${name}, is a folder; name a file`);
    if (!found.isFile()) throw new Problem(`${file}, given for input ${name}, is no regular file; name a file`);
  }
}

/** Throws a Problem for an output file that could not be written, before a prediction is made for nothing. */
export function refuseUnwritable(files: ReadonlyMap<string, string>, outputs: readonly FeatureDescription[]): void {
  for (const [name, file] of files) {
    const type = outputs.find((output) => output.name === name)?.type;
    if (type?.kind === 'other' && type.what !== 'double') {
      throw new Problem(`output ${name} (${type.what}) is printed, not written; leave --output ${name} out`);
    }
    if (!/\.(png|npy)$/i.test(file)) throw new Problem(`${file}, given for output ${name}, is no .png or .npy file`);
    const folder = dirname(file);
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Problem(`${file}, given for output ${name}, is in no folder; make ${folder} first`);
    }
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Problem(`${file}, given for output ${name}, is a folder; name a file`);
    }
  }
}
