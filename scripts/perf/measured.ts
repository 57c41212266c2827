import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { z } from 'zod';
import { projectRoot } from '../../src/project.js';
import { writeWhole } from '../../src/results/write-whole.js';
import { machineSchema } from './machine.js';

/** What one benchmark measured last, as it is committed. */
const measuredSchema = z.strictObject({
  /** The day, in UTC. */
  measuredOn: z.iso.date(),
  /** What was checked out, where that is known. */
  commit: z.string().optional(),
  /** Whether sources differed from that commit. */
  isChanged: z.boolean().optional(),
  command: z.string(),
  minutes: z.number().nonnegative(),
  machine: machineSchema,
  figures: z.unknown(),
});
export type Measured = z.infer<typeof measuredSchema>;

export const measuredFolder = join(projectRoot, 'scripts/perf/measured');

/** Undefined for a benchmark that has not been measured. Throws where the file is not what `writeMeasured` writes. */
export function readMeasured(name: string, folder = measuredFolder): Measured | undefined {
  const file = join(folder, `${name}.json`);
  return existsSync(file) ? measuredSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

export async function writeMeasured(name: string, measured: Measured): Promise<void> {
  const text = await format(JSON.stringify(measured), { parser: 'json', printWidth: 120 });
  writeWhole(join(measuredFolder, `${name}.json`), text);
}
