/**
 * How soon the command line answers: `npx tsx scripts/perf/start.ts [ROUNDS]`. Each round starts Node with nothing to do,
 * `rezbench --help`, and `rezbench predict` of a small model, who goes first changing. Prints medians and the least in ms, of
 * wall time and of processor time, which other work on the machine disturbs less.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { projectRoot } from '../../src/project.js';

const rounds = Number(process.argv[2] ?? 11);
const folder = mkdtempSync(join(tmpdir(), 'rezbench-start-'));
const picture = join(folder, 'in.png');
await sharp({ create: { width: 64, height: 64, channels: 3, background: '#808080' } })
  .png()
  .toFile(picture);
/** Has each command say what it used. */
const witness = join(folder, 'witness.cjs');
writeFileSync(
  witness,
  `process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    require('node:fs').writeSync(3, String((user + system) / 1000));
  });`,
);
const rezbench = join(projectRoot, 'scripts/rezbench.mjs');
const model = join(projectRoot, 'models/plain-x2-fp16-64.mlpackage');
const commands: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'rezbench --help': [rezbench, '--help'],
  'rezbench predict': [
    ...[rezbench, 'predict', model, '--input', `image=${picture}`],
    ...['--output', `upscaled=${join(folder, 'out.png')}`],
  ],
};

interface Time {
  readonly wallMs: number;
  readonly processorMs: number;
}

const times = new Map(Object.keys(commands).map((name) => [name, [] as Time[]]));
// The first start after a change of the sources builds the bundle.
measure('rezbench --help');
for (let round = 0; round < rounds; round++) {
  const names = Object.keys(commands);
  const order = names.map((_, index) => names[(index + round) % names.length] ?? '');
  for (const name of order) times.get(name)?.push(measure(name));
}
rmSync(folder, { recursive: true, force: true });

for (const [name, all] of times) {
  const [wall, processor] = [all.map(({ wallMs }) => wallMs), all.map(({ processorMs }) => processorMs)];
  console.log(`${name.padEnd(18)} wall ${summary(wall)}   processor ${summary(processor)}`);
}

function measure(name: string): Time {
  const began = performance.now();
  const { status, output } = spawnSync(process.execPath, ['--require', witness, ...(commands[name] ?? [])], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, , stderr, processorMs] = output;
  if (status !== 0) throw new Error(`${name} failed: ${stderr ?? ''}`);
  return { wallMs: performance.now() - began, processorMs: Number(processorMs) };
}

function summary(values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other);
  const shown = [sorted[0] ?? NaN, sorted[Math.floor(sorted.length / 2)] ?? NaN];
  const [least = '', median = ''] = shown.map((value) => value.toFixed(0).padStart(5));
  return `${median} ms, least ${least} ms`;
}
