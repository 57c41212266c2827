/**
 * PSNR and SSIM of a pair of images, rezbench's against scikit-image's on the same bytes:
 *
 *   npx tsx scripts/perf/quality.ts --python PYTHON [--rounds 11] [--size 1536x1024] [--json FILE]
 *
 * PYTHON needs scikit-image. In each round both judge the pair once, who goes first changing; the ratio is the median over
 * rounds. Times are the processors' time of all threads, which what else the machine does changes less. Both give PSNR over RGB
 * and over luma, and SSIM over luma, without a border of 2 pixels. Throws when a figure differs by more than 1e-9.
 */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareImages } from '../../src/image/quality.js';
import type { Quality } from '../../src/image/quality.js';
import type { Rgb8 } from '../../src/image/rgb.js';
import { photoPair } from './photo-pair.js';
import { handOver } from './section.js';
import { quality } from './sections/quality.js';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '11' },
    size: { type: 'string', default: '1536x1024' },
    json: { type: 'string' },
  },
});
const [width = 0, height = 0] = values.size.split('x').map(Number);
const border = 2;

interface Timed {
  readonly ms: number;
  readonly figures: Quality;
}

function judgeHere(truth: Rgb8, other: Rgb8): Timed {
  const started = process.cpuUsage();
  const figures = compareImages(other, truth, border);
  const { user, system } = process.cpuUsage(started);
  return { ms: (user + system) / 1e3, figures };
}

const folder = process.env['TMPDIR'] ?? '/tmp';
const files = ['truth', 'other'].map((name) => join(folder, `rezbench-quality-${String(process.pid)}-${name}.rgb`));
const [truth, other] = photoPair(width, height);
[truth, other].forEach(({ data }, index) => {
  writeFileSync(files[index] ?? '', data);
});
const script = join(fileURLToPath(import.meta.url), '../skimage_quality.py');
const python = spawn(values.python, [script, ...files, String(width), String(height), String(border)], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answers = createInterface(python.stdout)[Symbol.asyncIterator]();

async function judgeThere(): Promise<Timed & { readonly version: string }> {
  python.stdin.write('judge\n');
  const answer: IteratorResult<string, undefined> = await answers.next();
  if (answer.done === true) throw new Error(`${values.python} gave no answer`);
  return JSON.parse(answer.value) as Timed & { readonly version: string };
}

const rounds: { readonly rezbenchMs: number; readonly scikitImageMs: number }[] = [];
let largestDifference = 0;
let scikitImage = '';
for (let round = -1; round < Number(values.rounds); round++) {
  const isFirst = round % 2 === 0;
  const early = isFirst ? judgeHere(truth, other) : undefined;
  const there = await judgeThere();
  const here = early ?? judgeHere(truth, other);
  for (const name of ['psnrYDb', 'psnrRgbDb', 'ssimY'] as const) {
    const difference = Math.abs(here.figures[name] - there.figures[name]);
    if (!(difference <= 1e-9)) throw new Error(`${name} differs by ${difference.toExponential(1)}`);
    largestDifference = Math.max(largestDifference, difference);
  }
  scikitImage = there.version;
  // The round before the first warms both up.
  if (round >= 0) rounds.push({ rezbenchMs: here.ms, scikitImageMs: there.ms });
}
python.stdin.end();
for (const file of files) rmSync(file);
handOver(quality, { width, height, scikitImage, rounds, largestDifference }, values.json);
