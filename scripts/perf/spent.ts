import { z } from 'zod';

/** What a piece of work took; `peakMb` is that of its process. */
export const spentSchema = z.object({ wallMs: z.number(), cpuMs: z.number(), peakMb: z.number() });
export type Spent = z.infer<typeof spentSchema>;

export async function spentOn(work: () => unknown): Promise<Spent> {
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    wallMs: performance.now() - began,
    cpuMs: (user + system) / 1e3,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
}
