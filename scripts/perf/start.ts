/**
 * How soon the command line answers: `npx tsx scripts/perf/start.ts [ROUNDS]`. Each round starts Node with nothing to do,
 * `rezbench --help`, and `rezbench predict` of a small model, who goes first changing. Prints medians in ms, and what the
 * command line adds to Node's own start.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
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

const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
// The first start after a change of the sources builds the bundle.
measure('rezbench --help');
for (let round = 0; round < rounds; round++) {
  const names = Object.keys(commands);
  const order = names.map((_, index) => names[(index + round) % names.length] ?? '');
  for (const name of order) times.get(name)?.push(measure(name));
}
rmSync(folder, { recursive: true, force: true });

const idle = median(times.get('node -e 0') ?? []);
for (const [name, all] of times) {
  console.log(
    `${name.padEnd(18)} ${median(all).toFixed(0).padStart(6)} ms  ${(median(all) - idle).toFixed(0).padStart(6)} ms above Node`,
  );
}

function measure(name: string): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, commands[name] ?? [], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
