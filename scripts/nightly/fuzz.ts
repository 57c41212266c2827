import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Problem } from '../../src/problem.js';
import { describeOpened } from '../../src/inspect/description.js';
import { openProgram } from '../../src/mil/open-model.js';
import { elementCount } from '../../src/mil/constant.js';
import type { Program } from '../../src/mil/program.js';
import { Unsupported } from '../../src/mil/unsupported.js';
import { lower } from '../../src/runtime/lower/index.js';
import { portOf } from '../../src/runtime/lower/value.js';
import { loadOnnx } from '../../src/runtime/predictor.js';
import { generator } from './fuzz-parsers/random.js';
import type { Random } from './fuzz-parsers/random.js';

/** Damages models, reads and compiles them, and runs some: for tests and the nightly run. */
export interface Corpus {
  /** A copy of each model that is damaged in place, with its files as they should be. */
  readonly models: readonly { readonly path: string; readonly files: readonly Original[] }[];
}

interface Original {
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * How far a damaged model came: refused by one sentence for the user, described but refused when compiled, compiled, or
 * run; and what is a bug, since it is none of these.
 */
export type FuzzResult =
  | { readonly outcome: 'refused' | 'described' | 'compiled' | 'run' }
  | { readonly outcome: 'bug'; readonly error: unknown };

/** Copies models into a folder of their own. */
export function corpusOf(paths: readonly string[], folder: string): Corpus {
  const models = paths.map((path, index) => {
    const copy = join(folder, String(index), basename(path));
    mkdirSync(join(folder, String(index)), { recursive: true });
    cpSync(path, copy, { recursive: true });
    const files = filesUnder(copy).map((file) => ({ path: file, bytes: readFileSync(file) }));
    return { path: copy, files };
  });
  return { models };
}

/** One in so many of the models that compile is loaded and run: that takes far longer than all before it. */
const runOneIn = 8;

/** Damages one file of one model as `seed` says, takes the model as far as it goes, and mends it again. */
export async function fuzzOnce({ models }: Corpus, seed: number): Promise<FuzzResult> {
  const random = generator(seed);
  const model = models[random(models.length)];
  const file = model?.files[random(model.files.length)];
  if (model === undefined || file === undefined) throw new RangeError('the corpus is empty');
  writeFileSync(file.path, damaged(file.bytes, random));
  let outcome: 'refused' | 'described' | 'compiled' | 'run' = 'refused';
  try {
    const opened = openProgram(model.path);
    describeOpened(model.path, opened);
    outcome = 'described';
    const { program } = opened;
    if (program === undefined) return { outcome };
    const onnx = lower(program);
    outcome = 'compiled';
    if (random(runOneIn) === 0) {
      await runOnce(onnx, program, model.path);
      outcome = 'run';
    }
    return { outcome };
  } catch (error) {
    return error instanceof Problem || error instanceof Unsupported ? { outcome } : { outcome: 'bug', error };
  } finally {
    writeFileSync(file.path, file.bytes);
  }
}

/** Larger inputs would take the time that other seeds are for. */
const largestInput = 2 ** 20;

async function runOnce(onnx: Uint8Array, program: Program, path: string): Promise<void> {
  const predictor = await loadOnnx(onnx, 1, path);
  try {
    const inputs = program.inputs.map(({ name, dtype, shape }) => {
      const sides = shape.map((side) => side ?? 4);
      const count = elementCount(sides);
      if (count > largestInput) throw new Unsupported('an input too large to try');
      const data = portOf(dtype) === 'int32' ? new Int32Array(count) : new Float32Array(count);
      return [name, { shape: sides, data }] as const;
    });
    await predictor.predict(Object.fromEntries(inputs));
  } finally {
    await predictor.release();
  }
}

/** Values that sizes, counts and offsets go wrong at. */
const extremes = [0, 1, 0x7f, 0x80, 0xff];

/**
 * One to four of the usual ways in which files break, or are broken; every other time a single byte alone, since a file
 * whose lengths still agree comes furthest.
 */
function damaged(bytes: Buffer, random: Random): Buffer {
  let result: Buffer = Buffer.from(bytes);
  const place = (): number => random(result.length + 1);
  const gentle = random(2) === 0;
  for (let turns = gentle ? 1 : 1 + random(4); turns > 0; turns--) {
    const at = place();
    switch (random(gentle ? 2 : 6)) {
      case 0:
        if (at < result.length) result[at] = (result[at] ?? 0) ^ (1 << random(8));
        break;
      case 1:
        if (at < result.length) result[at] = extremes[random(extremes.length)] ?? 0;
        break;
      case 2:
        result = result.subarray(0, at);
        break;
      case 3:
        result = Buffer.concat([result.subarray(0, at), result.subarray(Math.min(result.length, at + 1 + random(16)))]);
        break;
      case 4: {
        const from = place();
        const piece = result.subarray(from, from + 1 + random(64));
        result = Buffer.concat([result.subarray(0, at), piece, result.subarray(at)]);
        break;
      }
      // A length or number of the format, far larger than it was.
      default:
        result = Buffer.concat([
          result.subarray(0, at),
          Buffer.from([0xff, 0xff, 0xff, 0xff, random(0x100) & 0x7f]),
          result.subarray(Math.min(result.length, at + 1)),
        ]);
    }
  }
  return result;
}

const filesUnder = (path: string): string[] =>
  statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesUnder(join(path, name))) : [path];
