import { existsSync, readFileSync } from 'node:fs';

const resources = ['cpu', 'memory', 'io'] as const;
type Resource = (typeof resources)[number];

/**
 * Which of a host's resources made its processes wait: the share of time in which at least one of them waited for the processor,
 * memory or the disk (Linux, "Pressure Stall Information"). Undefined where the kernel does not tell.
 */
export class Pressure {
  readonly #beganMs = performance.now();
  readonly #before = totals();

  /** Shares since the beginning, 0 to 1. */
  since(): Readonly<Record<Resource, number>> | undefined {
    const [before, now] = [this.#before, totals()];
    if (before === undefined || now === undefined) return undefined;
    const us = (performance.now() - this.#beganMs) * 1000;
    const share = (resource: Resource): number => (now[resource] - before[resource]) / us;
    return { cpu: share('cpu'), memory: share('memory'), io: share('io') };
  }
}

/** Microseconds since the host started. */
function totals(): Record<Resource, number> | undefined {
  if (!resources.every((resource) => existsSync(`/proc/pressure/${resource}`))) return undefined;
  const total = (resource: Resource): number =>
    Number(/^some .*total=(\d+)/m.exec(readFileSync(`/proc/pressure/${resource}`, 'utf8'))?.[1]);
  return { cpu: total('cpu'), memory: total('memory'), io: total('io') };
}
