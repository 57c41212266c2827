/**
 * Damages models and reads them: `npx tsx scripts/nightly/fuzz-reader.ts [--inputs 1000000] [--first 1]`. Exits 1 and
 * names the seed when the reader throws anything but a sentence for the user, hangs, takes over a second, or grows.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { corpusOf, fuzzOnce } from '../../src/coreml/fuzz.js';
import { smallModels } from '../../src/coreml/small-models.js';

/** Shared with the worker: the seed at work, how many are done, the worst time in ms and its seed, resident megabytes. */
const slots = { seed: 0, done: 1, worstMs: 2, worstSeed: 3, residentMb: 4, failed: 5 };
const hungAfterMs = 10_000;
const slowMs = 1000;
const largestMb = 2000;

/** One shipped package beside the small models: real weights, hundreds of operations. */
const models = join(dirname(fileURLToPath(import.meta.url)), '../../models');
const large = readdirSync(models)
  .filter((name) => name === 'plain-x2-int8-64.mlpackage')
  .map((name) => join(models, name));

if (isMainThread) {
  const { values } = parseArgs({
    options: { inputs: { type: 'string', default: '1000000' }, first: { type: 'string', default: '1' } },
  });
  process.exitCode = await watch(Number(values.inputs), Number(values.first));
} else {
  const { shared, inputs, first } = workerData as { shared: SharedArrayBuffer; inputs: number; first: number };
  damageAndRead(new Int32Array(shared), inputs, first);
}

function damageAndRead(board: Int32Array, inputs: number, first: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const corpus = corpusOf([...smallModels(join(folder, 'made')), ...large], join(folder, 'copies'));
  for (let seed = first; seed < first + inputs; seed++) {
    board[slots.seed] = seed;
    const started = performance.now();
    const verdict = fuzzOnce(corpus, seed);
    const tookMs = performance.now() - started;
    if (tookMs > (board[slots.worstMs] ?? 0)) [board[slots.worstMs], board[slots.worstSeed]] = [tookMs, seed];
    if (verdict.outcome === 'bug') {
      console.error(`seed ${String(seed)}:`, verdict.error);
      board[slots.failed] = (board[slots.failed] ?? 0) + 1;
    }
    if (seed % 1000 === 0) board[slots.residentMb] = process.memoryUsage().rss / 1e6;
    board[slots.done] = (board[slots.done] ?? 0) + 1;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Returns the exit code. A seed that stays too long is a hang: the worker cannot say so itself. */
async function watch(inputs: number, first: number): Promise<number> {
  const started = performance.now();
  const boards = Array.from({ length: Math.max(1, Math.floor(availableParallelism() / 2)) }, (_, index) => ({
    index,
    shared: new SharedArrayBuffer(6 * 4),
  }));
  const share = Math.ceil(inputs / boards.length);
  let failed = false;
  await Promise.all(
    boards.map(({ index, shared }) => {
      const board = new Int32Array(shared);
      const worker = new Worker(new URL(import.meta.url), {
        workerData: { shared, inputs: Math.min(share, inputs - index * share), first: first + index * share },
        execArgv: process.execArgv,
      });
      return new Promise<void>((resolve) => {
        let [seen, since] = [0, performance.now()];
        const timer = setInterval(() => {
          const seed = board[slots.seed] ?? 0;
          if (seed !== seen) [seen, since] = [seed, performance.now()];
          else if (performance.now() - since > hungAfterMs) {
            console.error(`seed ${String(seed)} hangs`);
            failed = true;
            void worker.terminate();
          }
        }, 500);
        worker.on('error', (error) => {
          console.error(`seed ${String(board[slots.seed])} ends the worker:`, error);
          failed = true;
        });
        worker.on('exit', () => {
          clearInterval(timer);
          resolve();
        });
      });
    }),
  );
  const all = boards.map(({ shared }) => new Int32Array(shared));
  const sum = (slot: number): number => all.reduce((total, board) => total + (board[slot] ?? 0), 0);
  const worst = all.reduce((a, b) => ((a[slots.worstMs] ?? 0) >= (b[slots.worstMs] ?? 0) ? a : b));
  const resident = Math.max(...all.map((board) => board[slots.residentMb] ?? 0));
  const [worstMs, worstSeed] = [worst[slots.worstMs] ?? 0, worst[slots.worstSeed] ?? 0];
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${String(sum(slots.done))} inputs in ${seconds.toFixed(0)} s; worst ${String(worstMs)} ms (seed ${String(worstSeed)}); ` +
      `${String(resident)} MB resident; ${String(sum(slots.failed))} bugs`,
  );
  const short = sum(slots.done) < inputs;
  return failed || short || sum(slots.failed) > 0 || worstMs > slowMs || resident > largestMb ? 1 : 0;
}
