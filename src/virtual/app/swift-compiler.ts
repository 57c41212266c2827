import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../problem.js';
import { readModel } from '../../coreml/model.js';
import type { Interface, Model } from '../../coreml/model.js';
import { ownValue } from '../../coreml/own-value.js';
import { openModel } from '../../coreml/package.js';
import { compiledFile } from '../../runtime/compile.js';
import { compileModel } from '../../runtime/index.js';

/**
 * A virtual iPhone's compiler, as a program: `swift-compiler.ts PACKAGE FOLDER` lowers a package for the Swift app's
 * `CoreML` module (harness-app/LinuxCoreML) and answers in one line of JSON on stdout.
 */
type Answer = { readonly status: 'compiled' } | { readonly status: 'unsupported' | 'failed'; readonly reason: string };

function compile(path: string, folder: string): Answer {
  try {
    const outcome = compileModel(path, folder);
    if (outcome.status === 'unsupported') return outcome;
    writeFileSync(join(folder, 'model.json'), JSON.stringify(interfaceOf(readModel(openModel(path)))));
    return { status: 'compiled' };
  } catch (error) {
    if (error instanceof Problem) return { status: 'failed', reason: error.message };
    throw error;
  }
}

/** Which file holds each function, and what Core ML's MLModelDescription would say of it. */
function interfaceOf(model: Model) {
  const describe = (program: string, { inputs, outputs }: Interface) => ({ program, inputs, outputs });
  const functions = Object.keys(model.functions).map(
    (name) => [name, describe(compiledFile(name), ownValue(model.interfaces, name) ?? model)] as const,
  );
  return { default: describe(compiledFile(), model), functions: Object.fromEntries(functions) };
}

const [path, folder] = process.argv.slice(2);
if (path === undefined || folder === undefined) throw new Error('usage: swift-compiler.ts PACKAGE FOLDER');
console.log(JSON.stringify(compile(path, folder)));
