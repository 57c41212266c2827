/**
 * How soon the command line answers: `npx tsx scripts/perf/start.ts [--rounds 11] [--json FILE]`. Each round starts Node with nothing
 * to do, `npx rezbench --help`, and `npx rezbench predict` of a small model, who goes first changing. Gives wall time, and processor time,
 * which other work on the machine disturbs less.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { projectRoot } from '../../src/project.js';
import { handOver } from './section.js';
import { start } from './sections/start.js';
import type { StartRound } from './sections/start.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '11' }, json: { type: 'string' } } });
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
const commands: Readonly<Record<keyof StartRound, readonly string[]>> = {
  node: ['-e', '0'],
  help: [rezbench, '--help'],
  predict: [
    ...[rezbench, 'predict', model, '--input', `image=${picture}`],
    ...['--output', `upscaled=${join(folder, 'out.png')}`],
  ],
};
const names = ['node', 'help', 'predict'] as const;

// The first start after a change of the sources builds the bundle.
measure('help');
const rounds = Array.from({ length: Number(values.rounds) }, (_, round) => {
  const order = names.map((name, index) => names[(index + round) % names.length] ?? name);
  const times = new Map(order.map((name) => [name, measure(name)]));
  const of = (name: keyof StartRound): StartRound['node'] => times.get(name) ?? measure(name);
  return { node: of('node'), help: of('help'), predict: of('predict') };
});
rmSync(folder, { recursive: true, force: true });
handOver(start, { rounds }, values.json);

function measure(name: keyof StartRound): StartRound['node'] {
  const began = performance.now();
  const { status, output } = spawnSync(process.execPath, ['--require', witness, ...commands[name]], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const wallMs = performance.now() - began;
  const [, , stderr, processorMs] = output;
  if (status !== 0) throw new Error(`${name} failed: ${stderr ?? ''}`);
  return { wallMs, processorMs: Number(processorMs) };
}
