import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { z } from 'zod';
import { boxes } from '../../test/doc-commands.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { projectRoot } from '../project.js';
import { readSweep, sweepSchema } from './sweep.js';

const page = 'docs/sweep.md';
const [example = ''] = boxes(page, 'yaml');

/** The fields of a schema by their paths, such as measure.warmup. */
function fieldsOf(schema: unknown, path: readonly string[] = []): string[] {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([key, part]) => fieldsOf(part, [...path, key]));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return fieldsOf(schema.unwrap(), path);
  return [path.join('.')];
}

function keysOf(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path.join('.')];
  return Object.entries(value).flatMap(([key, part]) => keysOf(part, [...path, key]));
}

describe(page, () => {
  it('shows every field that there is', () => {
    expect(keysOf(parse(example))).to.have.members(fieldsOf(sweepSchema));
  });

  it('shows a sweep that can be read, with the defaults that it names', () => {
    const file = temporaryFolder().write('sweep.yaml', example);
    expect(readSweep(file)).to.include({ name: 'every-field', anchor_every: 20 });
    const needed = parse(example) as Record<string, unknown>;
    const short = temporaryFolder().write(
      'sweep.yaml',
      JSON.stringify({
        ...Object.fromEntries(['name', 'seed', 'variants', 'compute_units', 'sizes'].map((key) => [key, needed[key]])),
        measure: { warmup: 5, iterations: 200, min_seconds: 10, end_to_end_iterations: 20 },
      }),
    );
    const { measure, limits, anchor_every } = readSweep(short);
    // The number behind the last semicolon of a line is the default.
    const named = Object.fromEntries(
      [...example.matchAll(/^ *(\w+): .*; (\d+)(?:[.,].*)?$/gm)].map(([, key = '', value]) => [key, Number(value)]),
    );
    const defaults = { ...measure, ...limits, anchor_every };
    for (const key of [
      'cooldown_seconds',
      'pause_seconds',
      'paced_iterations',
      'hello_seconds',
      'stall_seconds',
      'anchor_every',
    ] as const)
      expect(named[key], key).to.equal(defaults[key]);
  });

  it('names the sweeps that there are', () => {
    const text = readFileSync(join(projectRoot, page), 'utf8');
    // That of first light is its own.
    const sweeps = readdirSync(join(projectRoot, 'sweeps')).filter((file) => file !== 'first-light.yaml');
    expect(sweeps).to.include('demo.yaml');
    for (const sweep of sweeps) expect(text).to.include(sweep);
  });
});
