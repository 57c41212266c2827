/**
 * What a perceptual metric costs on an image like a photograph: processor time of all threads, and by how much the process grew.
 *
 *   npx tsx scripts/perf/perceptual.ts [--size 4032x3024] [--metric flip] [--rounds 3]
 *
 * Without --metric each is measured in a process of its own. The first round is in the figures: an image is judged once.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { perceptualFigure } from '../../src/image/perceptual.js';
import { perceptualMetrics } from '../../src/image/perceptual-names.js';
import { median } from '../../src/stats/summary.js';
import { photoPair } from './photo-pair.js';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '4032x3024' },
    metric: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
});
const [width = 0, height = 0] = values.size.split('x').map(Number);

const metric = perceptualMetrics.find((name) => name === values.metric);
if (metric === undefined) {
  for (const name of perceptualMetrics) {
    const again = ['--import', 'tsx', fileURLToPath(import.meta.url), '--metric', name, '--rounds', values.rounds];
    process.stdout.write(execFileSync(process.execPath, [...again, '--size', values.size]));
  }
} else {
  const [truth, other] = photoPair(width, height);
  const before = process.memoryUsage().rss;
  const seconds = Array.from({ length: Number(values.rounds) }, () => {
    const started = process.cpuUsage();
    perceptualFigure(metric, other, truth, 2);
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1e6;
  });
  const grown = process.resourceUsage().maxRSS * 1024 - before;
  const megapixels = (width * height) / 1e6;
  const each = (median(seconds) / megapixels).toFixed(2);
  console.log(`${metric.padEnd(12)} ${each} s a megapixel, ${(grown / 1e6).toFixed(0)} MB more than the two images`);
}
