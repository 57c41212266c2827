import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openModel } from '../coreml/package.js';
import { readModel } from '../coreml/model.js';
import { readProgram } from '../mil/read-program.js';
import { Unsupported } from '../mil/unsupported.js';
import { lower } from './lower/index.js';

export type CompileOutcome =
  { readonly status: 'compiled' } | { readonly status: 'unsupported'; readonly reason: string };

/** Names the file of a compiled function inside a compiled model; the default function's when none is named. */
export const compiledFile = (functionName?: string): string =>
  functionName === undefined ? 'default.onnx' : `function-${encodeURIComponent(functionName)}.onnx`;

/**
 * Compiles every function of a Core ML package into the folder `out`, which appears whole or not at all. Throws a
 * Problem for a damaged package.
 */
export function compileModel(path: string, out: string): CompileOutcome {
  const files = openModel(path);
  const model = readModel(files);
  const partial = `${out}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    const names = model.type === 'mlProgram' ? Object.keys(model.functions) : [model.defaultFunction];
    for (const name of names) {
      writeFileSync(join(partial, compiledFile(name)), lower(readProgram(files, model, name)));
    }
    copyFileSync(join(partial, compiledFile(model.defaultFunction)), join(partial, compiledFile()));
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (error instanceof Unsupported) return { status: 'unsupported', reason: error.message };
    throw error;
  }
  mkdirSync(dirname(out), { recursive: true });
  rmSync(out, { recursive: true, force: true });
  renameSync(partial, out);
  return { status: 'compiled' };
}
