import { readdirSync, readFileSync } from 'node:fs';

/** What a process and all that descend from it have used. */
export interface Used {
  readonly cpuSeconds: number;
  /** The most that they held at once: proportional set sizes, in which what processes share counts once. */
  readonly peakMb: number;
}

/** Clock ticks a second, which Linux has fixed for what /proc tells. */
const ticks = 100;
const everyMs = 500;

/**
 * Watches a process with its descendants, also those that outlive their parent, until `end` is called (Linux, proc(5)). Of a process that
 * ends, what it used in its last half second is missed.
 */
export class ProcessTree {
  readonly #known = new Map<number, number>();
  readonly #timer: NodeJS.Timeout;
  #peakMb = 0;

  constructor(pid: number) {
    this.#known.set(pid, 0);
    this.#timer = setInterval(() => {
      this.#look();
    }, everyMs);
  }

  end(): Used {
    this.#look();
    clearInterval(this.#timer);
    const used = [...this.#known.values()].reduce((sum, each) => sum + each, 0);
    return { cpuSeconds: used / ticks, peakMb: this.#peakMb };
  }

  #look(): void {
    const processes = running();
    for (let found = true; found;) {
      const children = processes.filter(({ pid, parent }) => this.#known.has(parent) && !this.#known.has(pid));
      for (const { pid } of children) this.#known.set(pid, 0);
      found = children.length > 0;
    }
    const mine = processes.filter(({ pid }) => this.#known.has(pid));
    for (const { pid, cpu } of mine) this.#known.set(pid, cpu);
    this.#peakMb = Math.max(
      this.#peakMb,
      mine.reduce((sum, { pid }) => sum + memoryMb(pid), 0),
    );
  }
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly cpu: number;
}

function running(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? readIfThere(`/proc/${name}/stat`) : undefined;
    if (stat === undefined) return [];
    // The name in parentheses may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [parent = 0, user = 0, system = 0] = [fields[1], fields[11], fields[12]].map(Number);
    return [{ pid: Number(name), parent, cpu: user + system }];
  });
}

const memoryMb = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(readIfThere(`/proc/${String(pid)}/smaps_rollup`) ?? '')?.[1] ?? 0) / 1024;

/** Undefined for a process that has ended. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
