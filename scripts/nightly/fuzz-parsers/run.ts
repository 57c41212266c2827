/**
 * Gives each parser damaged input: `npx tsx scripts/nightly/fuzz-parsers/run.ts [--inputs 1000000] [--first 1]
 * [--only NAME,NAME] [--processes 2] [--seconds S] [--json FILE] [--failures FOLDER]`. Exits 1 and names the seed, with its
 * input in FOLDER, when a parser ends in anything but a result or a refusal, takes over a second of the processor, or grows. With --seconds
 * a parser gets that long at most. SIGINT and SIGTERM end it with what was done, and --first goes on from there.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzzParser } from './fuzz.js';
import { mutated } from './mutate.js';
import type { Parser } from './parser.js';
import { parsers } from './parsers/index.js';
import { generator } from './random.js';

const slowMs = 1000;
/** An input that took no longer by the clock is not timed. */
const leastMs = 5;
const hungMs = 60_000;
/** How often a child says that it lives. */
const beatMs = 1000;
const heapMb = 256;
/** Above what the child needs to begin with. */
const largestMb = 700;

interface Standing {
  readonly done: number;
  readonly refused: number;
  readonly bugs: number;
  readonly slowest: { readonly ms: number; readonly seed: number };
  readonly residentMb: number;
  /** Inputs for each second of the processor's time. */
  readonly perSecond: number;
}

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    first: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: 'Infinity' },
    processes: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'string' },
    failures: { type: 'string', default: 'results/fuzz' },
    child: { type: 'string' },
  },
});
const [inputs, first, limitMs] = [Number(values.inputs), Number(values.first), Number(values.seconds) * 1000];
if (values.child !== undefined) await fuzzAll(values.child);
else process.exitCode = await superviseAll();

/** The processor's time of this process, which does not depend on what else runs beside it. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How long a parser takes for the input of a seed, given once more. */
async function processorMs(parser: Parser, seed: number): Promise<number> {
  const started = cpuMs();
  await fuzzParser(parser, seed);
  return Math.round(cpuMs() - started);
}

/** In a child: one parser, one input after another. */
async function fuzzAll(name: string): Promise<void> {
  const make = parsers[name];
  if (make === undefined) throw new Error(`no parser ${name}`);
  const parser = await make();
  // Libraries tell of what they stumble over.
  const { error: report } = console;
  console.error = console.warn = console.log = () => undefined;
  let seed = first;
  let [refused, bugs, residentMb, slowest] = [0, 0, 0, { ms: 0, seed }];
  const fail = (error: unknown): void => {
    if (++bugs > 20) return;
    mkdirSync(values.failures, { recursive: true });
    const file = join(values.failures, `${name.replace(/[^a-zA-Z]+/g, '-')}-${String(seed)}`);
    writeFileSync(file, mutated(parser.samples, generator(seed)));
    report(`${name}, seed ${String(seed)}, input ${file}:`, error);
  };
  const stop = new AbortController();
  process.on('disconnect', () => process.exit());
  process.on('message', () => {
    stop.abort();
  });
  // Ctrl-C in a terminal reaches it too, and its parent says what to do.
  process.on('SIGINT', () => undefined);
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  const [began, cpuBegan] = [performance.now(), cpuMs()];
  const standing = (): Standing => {
    const done = seed - first;
    const perSecond = Math.round((done / (cpuMs() - cpuBegan)) * 1000);
    return { done, refused, bugs, slowest, residentMb, perSecond };
  };
  process.send?.(standing());
  let [now, said] = [began, began];
  for (; seed < first + inputs && now - began < limitMs && !stop.signal.aborted; seed++) {
    const started = now;
    const taken = await fuzzParser(parser, seed);
    now = performance.now();
    if (taken.outcome === 'refused') refused++;
    if (taken.outcome === 'bug') fail(taken.error);
    // To ask for the processor's time takes as long as a short input, so only those are asked about that took long by the clock.
    if (now - started > Math.max(slowest.ms, leastMs)) {
      const ms = await processorMs(parser, seed);
      if (ms > slowest.ms) slowest = { ms, seed };
      now = performance.now();
    }
    if (now - said < beatMs) continue;
    said = now;
    residentMb = Math.max(residentMb, Math.round(process.memoryUsage().rss / 1e6));
    process.send?.(standing());
    // A parser that waits for nothing would never let it hear its parent, nor that it has gone.
    await turn();
  }
  process.send?.(standing());
  await parser.close?.();
  process.exit();
}

async function superviseAll(): Promise<number> {
  const { only } = values;
  const wanted = only.split(',');
  const known = Object.keys(parsers);
  // Some names are parts of others, or contain a comma.
  const names = known.includes(only) ? [only] : known.filter((name) => wanted.some((part) => name.includes(part)));
  const results: Record<string, Standing> = {};
  let isGood = names.length > 0;
  const running = new Set<ChildProcess>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      names.length = 0;
      for (const child of running) child.send('stop');
    });
  }
  const lane = async (): Promise<void> => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const { standing, ended } = await supervise(name, running);
      results[name] = standing;
      const { done, refused, bugs, slowest, residentMb, perSecond } = standing;
      console.log(
        `${name}: ${String(done)} inputs, ${String(refused)} refused, ${String(perSecond)}/s, slowest ${String(slowest.ms)} ms (seed ${String(slowest.seed)}), ` +
          `${String(residentMb)} MB, ${String(bugs)} bugs${ended ? '' : ', DIED'}`,
      );
      if (!ended || bugs > 0 || slowest.ms > slowMs || residentMb > largestMb) isGood = false;
      if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(results, null, 2));
    }
  };
  await Promise.all(Array.from({ length: Number(values.processes) }, lane));
  return isGood ? 0 : 1;
}

/** One child to its end. It cannot say itself that it hangs or has died. */
function supervise(name: string, running: Set<ChildProcess>): Promise<{ standing: Standing; ended: boolean }> {
  const options = ['inputs', 'first', 'seconds', 'failures'] as const;
  const passed = options.flatMap((option) => [`--${option}`, values[option]]);
  const child = fork(fileURLToPath(import.meta.url), ['--child', name, ...passed], {
    execArgv: [...process.execArgv, `--max-old-space-size=${String(heapMb)}`],
  });
  running.add(child);
  let standing: Standing = {
    done: 0,
    refused: 0,
    bugs: 0,
    slowest: { ms: 0, seed: first },
    residentMb: 0,
    perSecond: 0,
  };
  // To load it all takes a while.
  let heard = Infinity;
  child.on('message', (said: Standing) => {
    [standing, heard] = [said, performance.now()];
  });
  const timer = setInterval(() => {
    if (performance.now() - heard < hungMs) return;
    console.error(`${name} hangs within a second's inputs after seed ${String(first + standing.done)}`);
    child.kill('SIGKILL');
  }, 1000);
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      clearInterval(timer);
      running.delete(child);
      resolve({ standing, ended: code === 0 });
    });
  });
}
