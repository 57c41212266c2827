import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Seconds that the app rests before it loads, and again before it predicts: a launch that measures has 10 s of app steps. */
const restSeconds = 5;

/** Writes a sweep whose launches rest and hardly compute, so that what costs time beside is the host's work. Returns its path. */
export function writeRestingSweep(folder: string, launches: number): string {
  const path = join(folder, 'sweep.yaml');
  const measure = {
    warmup: 1,
    iterations: 3,
    min_seconds: 0,
    end_to_end_iterations: 1,
    paced_iterations: 0,
    cooldown_seconds: 0,
    pause_seconds: restSeconds,
    launches,
  };
  const sweep = {
    name: 'fleet',
    seed: 1,
    variants: ['plain-x2-fp16-64'],
    compute_units: ['cpuOnly'],
    sizes: ['64x64'],
    anchor_every: 1000,
    measure,
  };
  writeFileSync(path, stringify(sweep));
  return path;
}
