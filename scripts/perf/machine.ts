import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { z } from 'zod';

/** What figures were measured on. */
export const machineSchema = z.strictObject({
  cpu: z.string(),
  cores: z.int().positive(),
  memoryGb: z.number().positive(),
  system: z.string(),
  node: z.string(),
});
export type Machine = z.infer<typeof machineSchema>;

export const thisMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGb: Number((totalmem() / 1e9).toFixed(0)),
  system: `${type()} ${release().split('.').slice(0, 2).join('.')}`,
  node: process.versions.node,
});

export const inWords = ({ cpu, cores, memoryGb, system, node }: Machine): string =>
  `${String(cores)} ${cores === 1 ? 'core' : 'cores'} of ${cpu}, ${String(memoryGb)} GB of memory, ${system}, Node ${node}`;
