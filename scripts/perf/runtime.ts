/**
 * This runtime against ONNX Runtime on what torch.onnx exports of the same weights, and against PyTorch:
 *
 *   python scripts/zoo/build.py FOLDER --packages scripts/perf/packages.yaml
 *   python scripts/perf/export_onnx.py FOLDER
 *   npx tsx scripts/perf/runtime.ts FOLDER [--python PYTHON] [--rounds 15] [--network NAME] [--side 128]
 *
 * Each round predicts once with each, in turn, so that what else the machine does meets all alike; a ratio is the median
 * over rounds. First load and peak memory are those of a fresh process each.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-node';
import { hostPredictor } from '../../src/runtime/index.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '15' },
    /** A process that only loads and predicts once: `package` or `onnx`. */
    once: { type: 'string' },
    network: { type: 'string', default: '' },
    side: { type: 'string', default: '0' },
    threads: { type: 'string', default: '1' },
  },
});
const [folder = ''] = positionals;
const here = fileURLToPath(import.meta.url);

type Predict = () => Promise<unknown>;

async function packagePredict(network: string, side: number, threads: number): Promise<Predict> {
  const predictor = await hostPredictor(join(folder, `${network}-fp32-${String(side)}.mlpackage`), { threads });
  const image = { shape: [1, 3, side, side], data: picture(side) };
  return () => predictor.predict({ image });
}

/** The same session options as the runtime's own. */
async function onnxPredict(network: string, side: number, threads: number): Promise<Predict> {
  const session = await ort.InferenceSession.create(join(folder, `${network}-${String(side)}.onnx`), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  return () => session.run({ image: new ort.Tensor('float32', picture(side), [1, 3, side, side]) });
}

const picture = (side: number): Float32Array => Float32Array.from({ length: 3 * side * side }, (_, at) => at % 256);

async function torchPredict(network: string, side: number, threads: number) {
  const script = join(here, '../torch_predict.py');
  const child = spawn(values.python, [script, network, String(side), String(threads)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  return {
    timeNs: async (): Promise<number> => {
      const answered = once(lines, 'line');
      child.stdin.write('\n');
      return Number((await answered)[0]);
    },
    end: (): void => {
      child.stdin.end();
    },
  };
}

async function timedNs(predict: Predict): Promise<number> {
  const started = process.hrtime.bigint();
  await predict();
  return Number(process.hrtime.bigint() - started);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2;
}

/** Milliseconds to load and predict once, and peak resident megabytes, of a fresh process. */
function firstLoad(kind: 'package' | 'onnx', network: string, side: number, threads: number): [number, number] {
  const more = ['--network', network, '--side', String(side), '--threads', String(threads)];
  const said = execFileSync(process.execPath, [...process.execArgv, here, folder, '--once', kind, ...more]);
  const [ms = NaN, megabytes = NaN] = said.toString().trim().split(' ').map(Number);
  return [ms, megabytes];
}

/** On Linux of this program alone: the resource usage there begins with what the parent held. */
function peakMegabytes(): number {
  const status = '/proc/self/status';
  const kilobytes = existsSync(status) ? /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return Number(kilobytes ?? process.resourceUsage().maxRSS) / 1000;
}

async function compare(network: string, side: number, threads: number): Promise<string> {
  const [ours, theirs] = [await packagePredict(network, side, threads), await onnxPredict(network, side, threads)];
  const torch = await torchPredict(network, side, threads);
  await ours();
  await theirs();
  const rounds: [number, number, number][] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    // Who goes first changes, so that neither always finds the caches the other left.
    const swapped = round % 2 === 1;
    const first = await timedNs(swapped ? theirs : ours);
    const second = await timedNs(swapped ? ours : theirs);
    const [own, exported] = swapped ? [second, first] : [first, second];
    rounds.push([own, exported, await torch.timeNs()]);
  }
  torch.end();
  const loads = [firstLoad('package', network, side, threads), firstLoad('onnx', network, side, threads)];
  const ms = median(rounds.map(([own]) => own)) / 1e6;
  const ratio = (other: 1 | 2): string => median(rounds.map((round) => round[0] / round[other])).toFixed(3);
  const cells = [network, `${String(side)}x${String(side)}`, threads, ms.toFixed(1), ratio(1), ratio(2)];
  const pair = (of: 0 | 1): string => loads.map((load) => load[of].toFixed(0)).join(' / ');
  return `| ${[...cells, pair(0), pair(1)].join(' | ')} |`;
}

if (values.once !== undefined) {
  const load = values.once === 'package' ? packagePredict : onnxPredict;
  const started = performance.now();
  const predict = await load(values.network, Number(values.side), Number(values.threads));
  await predict();
  console.log(`${String(performance.now() - started)} ${String(peakMegabytes())}`);
} else if (!existsSync(folder)) {
  console.error('name the folder of packages and .onnx files; the head of this script says how to make it');
  process.exitCode = 2;
} else {
  console.log('| network | input | threads | ms | to exported ONNX | to PyTorch | first load ms | peak MB |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  const networks = ['plain-x2', 'swinir-s-x2'].filter((name) => values.network === '' || name === values.network);
  const sides = [128, 256].filter((side) => values.side === '0' || side === Number(values.side));
  for (const network of networks) {
    for (const side of sides) {
      for (const threads of [1, 2]) console.log(await compare(network, side, threads));
    }
  }
}
