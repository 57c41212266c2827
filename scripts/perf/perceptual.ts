/**
 * What a perceptual metric costs on an image like a photograph, beside PSNR and SSIM: processor time of all threads, and by how much
 * the process grew.
 *
 *   npx tsx scripts/perf/perceptual.ts [--size 2016x1512] [--rounds 6] [--json FILE]
 *
 * In each round every metric judges the image once, in a process of its own, since an image is judged once.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { perceptualFigure } from '../../src/image/perceptual.js';
import { perceptualMetrics } from '../../src/image/perceptual-names.js';
import { compareImages } from '../../src/image/quality.js';
import { photoPair } from './photo-pair.js';
import { handOver } from './section.js';
import { perceptual, plainMetrics } from './sections/perceptual.js';
import type { Judged, MetricSpent } from './sections/perceptual.js';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '2016x1512' },
    rounds: { type: 'string', default: '6' },
    json: { type: 'string' },
    /** Set in the processes that this one starts. */
    metric: { type: 'string' },
  },
});
const [width = 0, height = 0] = values.size.split('x').map(Number);
const names = [plainMetrics, ...perceptualMetrics] as const;
const border = 2;

const metric = names.find((name) => name === values.metric);
if (metric === undefined) {
  const rounds = Array.from({ length: Number(values.rounds) }, () => ({
    [plainMetrics]: inProcess(plainMetrics),
    ms_ssim: inProcess('ms_ssim'),
    ssimulacra2: inProcess('ssimulacra2'),
    flip: inProcess('flip'),
    niqe: inProcess('niqe'),
  }));
  handOver(perceptual, { width, height, rounds }, values.json);
} else console.log(JSON.stringify(spentOn(metric)));

function spentOn(name: Judged): MetricSpent {
  const [truth, other] = photoPair(width, height);
  const before = process.memoryUsage().rss;
  const started = process.cpuUsage();
  if (name === plainMetrics) compareImages(other, truth, border);
  else perceptualFigure(name, other, truth, border);
  const { user, system } = process.cpuUsage(started);
  return {
    processorS: (user + system) / 1e6,
    grownMb: (process.resourceUsage().maxRSS * 1024 - before) / 1e6,
  };
}

function inProcess(name: Judged): MetricSpent {
  const again = [...process.execArgv, fileURLToPath(import.meta.url), '--metric', name, '--size', values.size];
  return JSON.parse(execFileSync(process.execPath, again).toString()) as MetricSpent;
}
