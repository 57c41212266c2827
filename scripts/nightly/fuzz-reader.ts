/**
 * Damages models, reads and compiles them, and runs some: `npx tsx scripts/nightly/fuzz-reader.ts [--inputs 1000000]
 * [--first 1] [--processes N]`. Exits 1 and names the seed when one ends in anything but a result or a sentence for the
 * user, hangs, takes over a second, or grows.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { corpusOf, fuzzOnce } from './fuzz.js';
import { smallModels } from '../../test/models/small-models.js';

const hungAfterMs = 10_000;
const slowMs = 1000;
const largestMb = 2000;

const here = fileURLToPath(import.meta.url);
/** One shipped package beside the small models: real weights, and more operations. It takes far longer, so it is one in 33. */
const large = join(dirname(here), '../../models/plain-x2-int8-64.mlpackage');

/** What a child says: the seed it begins, and every thousand seeds and at the end how it stands. */
type Said = { readonly seed: number } | Standing;
interface Standing {
  readonly done: number;
  readonly bugs: number;
  readonly worst: { readonly ms: number; readonly seed: number };
  readonly residentMb: number;
}

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    first: { type: 'string', default: '1' },
    processes: { type: 'string', default: String(Math.max(1, Math.floor(availableParallelism() / 2))) },
    child: { type: 'boolean', default: false },
  },
});
const [inputs, first] = [Number(values.inputs), Number(values.first)];
if (values.child) await damageAndRead();
else process.exitCode = await watchAll(Number(values.processes));

async function damageAndRead(): Promise<void> {
  const tell = (said: Said): void => void process.send?.(said);
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const corpus = corpusOf(
    [...Array.from({ length: 8 }, () => smallModels(join(folder, 'made'))).flat(), large],
    join(folder, 'copies'),
  );
  let [bugs, worst, residentMb] = [0, { ms: 0, seed: first }, 0];
  for (let seed = first; seed < first + inputs; seed++) {
    tell({ seed });
    const started = performance.now();
    const verdict = await fuzzOnce(corpus, seed);
    const ms = Math.round(performance.now() - started);
    if (ms > worst.ms) worst = { ms, seed };
    if (verdict.outcome === 'bug') {
      bugs++;
      console.error(`seed ${String(seed)}:`, verdict.error);
    }
    if (seed % 100 === 0) residentMb = Math.max(residentMb, Math.round(process.memoryUsage().rss / 1e6));
    const done = seed - first + 1;
    if (done % 1000 === 0 || done === inputs) tell({ done, bugs, worst, residentMb });
  }
  rmSync(folder, { recursive: true, force: true });
  process.disconnect();
}

/** The exit code. */
async function watchAll(count: number): Promise<number> {
  const started = performance.now();
  const share = Math.ceil(inputs / count);
  const all = await Promise.all(
    Array.from({ length: count }, (_, index) => watch(first + index * share, Math.min(share, inputs - index * share))),
  );
  const sum = (of: (standing: Standing) => number): number => all.reduce((total, one) => total + of(one), 0);
  const worst = all.map((one) => one.worst).reduce((a, b) => (a.ms >= b.ms ? a : b));
  const residentMb = Math.max(...all.map((one) => one.residentMb));
  const [done, bugs] = [sum((one) => one.done), sum((one) => one.bugs)];
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `${String(done)} inputs in ${seconds} s; worst ${String(worst.ms)} ms (seed ${String(worst.seed)}); ` +
      `${String(residentMb)} MB resident; ${String(bugs)} bugs`,
  );
  return done < inputs || bugs > 0 || worst.ms > slowMs || residentMb > largestMb ? 1 : 0;
}

/** One child to its end. It cannot say itself that it hangs or has died. */
function watch(from: number, count: number): Promise<Standing> {
  const args = ['--child', '--first', String(from), '--inputs', String(count)];
  const child = fork(here, args, { execArgv: process.execArgv });
  let [standing, seed, since]: [Standing, number, number] = [
    { done: 0, bugs: 0, worst: { ms: 0, seed: from }, residentMb: 0 },
    from,
    Infinity,
  ];
  const timer = setInterval(() => {
    if (performance.now() - since < hungAfterMs) return;
    console.error(`seed ${String(seed)} hangs`);
    child.kill('SIGKILL');
  }, 1000);
  child.on('message', (said: Said) => {
    if ('seed' in said) [seed, since] = [said.seed, performance.now()];
    else standing = said;
  });
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      clearInterval(timer);
      if (code !== 0) console.error(`seed ${String(seed)} ends the reader (${String(signal ?? code)})`);
      resolve(standing);
    });
  });
}
