import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { mostBytes } from '../bounds/bounds.js';
import { readFileWithin } from '../bounds/read-file.js';
import { isContained } from '../contract/paths.js';
import { Problem } from '../problem.js';
import { modelFormat } from './not-a-model.js';
import { ownValue } from './own-value.js';
import { filesUnder } from './packaged-files.js';
import type { PackagedFile } from './packaged-files.js';

/** A model on disk: a .mlpackage folder or a bare .mlmodel file. */
export interface ModelFiles {
  /** The package folder or the .mlmodel itself. */
  readonly path: string;
  /** Without the extension. */
  readonly name: string;
  readonly format: 'mlpackage' | 'mlmodel';
  /** The file with the Model message. */
  readonly spec: string;
  /** Where `@model_path/` of a blob's file name leads. */
  readonly root: string;
  /** Every file, sorted by path. */
  readonly files: readonly PackagedFile[];
  /** A hash over the files' paths and contents, so it is the same on every machine. */
  readonly sha256: string;
}

const manifestSchema = z.looseObject({
  rootModelIdentifier: z.string(),
  itemInfoEntries: z.record(z.string(), z.looseObject({ path: z.string() })),
});

/** Finds the parts of a model. Throws a Problem that names the file to fix. */
export function openModel(given: string): ModelFiles {
  const path = given.replace(/(?<=.)\/+$/, '');
  const format = modelFormat(path);
  const files = filesUnder(path, basename(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  const spec = format === 'mlmodel' ? path : specOf(path);
  const name = basename(path, `.${format}`);
  return { path, name, format, spec, root: dirname(spec), files, sha256: digest(files, name.length) };
}

function specOf(packagePath: string): string {
  const manifest = join(packagePath, 'Manifest.json');
  const fail = (what: string): never => {
    throw new Problem(`${manifest}: ${what}; copy the whole package again or convert the model again`);
  };
  let json: unknown;
  try {
    json = JSON.parse(readFileWithin(manifest, mostBytes.manifest.most).toString('utf8'));
  } catch (error) {
    if (error instanceof Problem) throw error;
    return fail(error instanceof SyntaxError ? 'is not JSON' : 'cannot be read');
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) return fail(`field ${parsed.error.issues[0]?.path.join('.') ?? ''} is missing`);
  const { rootModelIdentifier, itemInfoEntries } = parsed.data;
  const item = ownValue(itemInfoEntries, rootModelIdentifier);
  if (item === undefined) return fail(`rootModelIdentifier ${rootModelIdentifier} is not among itemInfoEntries`);
  if (!isContained(item.path)) return fail(`path ${item.path} leaves the package`);
  const spec = join(packagePath, 'Data', item.path);
  const found = statSync(spec, { throwIfNoEntry: false });
  if (found === undefined) return fail(`path ${item.path} does not exist`);
  if (!found.isFile()) return fail(`path ${item.path} is no file`);
  return spec;
}

/** Hashes the package without its own name, so that a renamed copy is the same model. */
function digest(files: readonly PackagedFile[], nameLength: number): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path.slice(nameLength)}\0${file.sha256}\n`);
  return hash.digest('hex');
}
