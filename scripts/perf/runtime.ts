/**
 * This runtime against ONNX Runtime on what torch.onnx exports of the same weights, and against PyTorch:
 *
 *   npx tsx scripts/perf/runtime.ts --python PYTHON [--rounds 11] [--network NAME] [--side 128] [--json FILE] [FOLDER]
 *
 * PYTHON needs scripts/zoo/requirements.txt and onnx. FOLDER keeps packages and exported networks, and is filled where it is not there;
 * without one they are made each time. Each round predicts once with each, in turn, so that what else the machine does meets all alike.
 * First load and peak memory are those of a fresh process each.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-node';
import { projectRoot } from '../../src/project.js';
import { hostPredictor } from '../../src/runtime/index.js';
import { handOver } from './section.js';
import { runtime } from './sections/runtime.js';
import type { Contest } from './sections/runtime.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '11' },
    json: { type: 'string' },
    /** A process that only loads and predicts once: `package` or `onnx`. */
    once: { type: 'string' },
    network: { type: 'string', default: '' },
    side: { type: 'string', default: '0' },
    threads: { type: 'string', default: '1' },
  },
});
const folder = positionals[0] ?? mkdtempSync(join(tmpdir(), 'rezbench-runtime-'));
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

/** To load and predict once, in a fresh process. */
function firstLoad(kind: 'package' | 'onnx', network: string, side: number, threads: number): Contest['packageLoad'] {
  const more = ['--network', network, '--side', String(side), '--threads', String(threads)];
  const said = execFileSync(process.execPath, [...process.execArgv, here, folder, '--once', kind, ...more]);
  return JSON.parse(said.toString()) as Contest['packageLoad'];
}

/** On Linux of this program alone: the resource usage there begins with what the parent held. */
function peakMegabytes(): number {
  const status = '/proc/self/status';
  const kilobytes = existsSync(status) ? /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return Number(kilobytes ?? process.resourceUsage().maxRSS) / 1000;
}

async function compare(network: string, side: number, threads: number): Promise<Contest> {
  const [ours, theirs] = [await packagePredict(network, side, threads), await onnxPredict(network, side, threads)];
  const torch = await torchPredict(network, side, threads);
  await ours();
  await theirs();
  const rounds: Contest['rounds'] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    // Who goes first changes, so that neither always finds the caches the other left.
    const swapped = round % 2 === 1;
    const first = await timedNs(swapped ? theirs : ours);
    const second = await timedNs(swapped ? ours : theirs);
    const [packageNs, onnxNs] = swapped ? [second, first] : [first, second];
    rounds.push({ packageNs, onnxNs, torchNs: await torch.timeNs() });
  }
  torch.end();
  const packageLoad = firstLoad('package', network, side, threads);
  return { network, side, threads, rounds, packageLoad, onnxLoad: firstLoad('onnx', network, side, threads) };
}

/** Builds the packages, and exports the same weights. */
function fill(): void {
  const make = (...words: readonly string[]): void => {
    execFileSync(values.python, words, { cwd: projectRoot, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  make('scripts/zoo/build.py', folder, '--packages', 'scripts/perf/packages.yaml');
  make('scripts/perf/export_onnx.py', folder);
}

const versionOf = (module: string): string =>
  execFileSync(values.python, ['-c', `import ${module}; print(${module}.__version__)`])
    .toString()
    .trim();

async function measure(): Promise<void> {
  const networks = ['plain-x2', 'swinir-s-x2'].filter((name) => values.network === '' || name === values.network);
  const sides = [128, 256].filter((side) => values.side === '0' || side === Number(values.side));
  const contests: Contest[] = [];
  for (const network of networks) {
    for (const side of sides) {
      for (const threads of [1, 2]) contests.push(await compare(network, side, threads));
    }
  }
  const versions = { onnxRuntime: ort.env.versions.node ?? ort.env.versions.common, torch: versionOf('torch') };
  handOver(runtime, { ...versions, contests }, values.json);
}

if (values.once !== undefined) {
  const load = values.once === 'package' ? packagePredict : onnxPredict;
  const started = performance.now();
  const predict = await load(values.network, Number(values.side), Number(values.threads));
  await predict();
  console.log(JSON.stringify({ ms: performance.now() - started, peakMb: peakMegabytes() }));
} else {
  try {
    if (!existsSync(join(folder, 'plain-x2-128.onnx'))) fill();
    await measure();
  } finally {
    if (positionals.length === 0) rmSync(folder, { recursive: true });
  }
}
