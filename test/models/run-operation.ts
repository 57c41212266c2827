import { join } from 'node:path';
import { hostPredictor } from '../../src/runtime/index.js';
import type { Tensor } from '../../src/runtime/index.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { mil, writeSample } from './sample.js';
import type { SampleOperation } from './sample.js';

/** An input of an operation under test. `open` leaves all its sides to the run. */
export interface Given {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly dtype?: number;
  readonly open?: boolean;
}

/** A program of one operation, whose result has `shape`; undefined for open sides. */
export interface Asked {
  readonly type: string;
  readonly given: Readonly<Record<string, Given>>;
  readonly operands?: SampleOperation['inputs'];
  readonly shape: readonly (number | undefined)[];
  readonly dtype?: number;
}

/** Runs an operation whose operands are model inputs, `given`, and constants, `operands`. */
export async function runOperation({ type, given, operands = {}, shape, dtype = mil.fp32 }: Asked): Promise<Tensor> {
  const inputs = Object.entries(given).map(([name, { shape: sides, dtype: of = mil.fp32, open = false }]) => ({
    name,
    dtype: of,
    shape: open ? sides.map(() => undefined) : sides,
  }));
  const named = Object.fromEntries(Object.keys(given).map((name) => [name, name]));
  const operation = { type, inputs: { ...named, ...operands }, outputs: [{ name: 'result', dtype, shape }] };
  const main = { inputs, operations: [operation], outputs: ['result'] };
  const folder = temporaryFolder();
  const path = writeSample(join(folder.path, 'op.mlpackage'), { functions: { main } });
  const predictor = await hostPredictor(path, { threads: 1 });
  const fed = Object.entries(given).map(([name, { shape: sides, data, dtype: of = mil.fp32 }]) => [
    name,
    { shape: sides, data: of === mil.fp32 || of === mil.fp16 ? Float32Array.from(data) : Int32Array.from(data) },
  ]);
  const { result } = await predictor.predict(Object.fromEntries(fed) as Record<string, Tensor>);
  await predictor.release();
  if (result === undefined) throw new Error('the operation has no result');
  return result;
}
