import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { projectRoot } from '../../src/project.js';
import { afterTest, atExit } from './clean-up.js';
import { descendantsOf } from './processes.js';
import type { Process } from './processes.js';

export interface Options {
  /** The project's root when left out. */
  readonly cwd?: string;
  /** What the environment has beside that of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a program ended, and everything it wrote. */
export interface Ran {
  /** Absent when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

interface Waiting {
  readonly pattern: RegExp;
  readonly resolve: (match: RegExpMatchArray) => void;
  readonly reject: (error: Error) => void;
}

const graceMs = 10_000;

/** A program that runs, in a process group of its own. It is stopped at the latest when the test is over. */
export class Command {
  readonly pid: number;
  /** Resolves when the program has ended, and with it whatever it let write to its output. */
  readonly ended: Promise<Ran>;
  readonly #title: string;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<Waiting>();
  readonly #kill: (signal: NodeJS.Signals) => boolean;
  readonly #exited: Promise<void>;
  readonly #forget: () => void;
  #ran: Ran | undefined;
  #stopping: Promise<void> | undefined;

  constructor(program: string, args: readonly string[], { cwd = projectRoot, env = {} }: Options = {}) {
    this.#title = [program, ...args].join(' ');
    const child = execa(program, args, {
      cwd,
      env,
      stdin: 'ignore',
      reject: false,
      // The leader of a process group can be ended together with what it has started.
      detached: true,
      // A signal is to do what it does for a user, who sends no SIGKILL after it.
      forceKillAfterDelay: false,
    });
    if (child.pid === undefined) throw new Error(`${this.#title} cannot be started`);
    this.pid = child.pid;
    this.#kill = (signal) => child.kill(signal);
    this.#forget = atExit(() => {
      this.#killGroup();
    });
    this.#exited = new Promise((resolve) =>
      child.once('exit', () => {
        resolve();
      }),
    );
    const read = Promise.all([this.#read(child.stdout), this.#read(child.stderr)]);
    this.ended = child.then(async ({ exitCode, signal, stdout, stderr }) => {
      await read;
      this.#ran = { exitCode, signal, stdout, stderr };
      for (const { pattern, reject } of this.#waiting) reject(this.#without(pattern, this.#ran));
      this.#waiting.clear();
      return this.#ran;
    });
    afterTest(() => this.stop());
  }

  /** The first line of its output that matches, be it written already or still to come. */
  line(pattern: RegExp): Promise<RegExpMatchArray> {
    for (const line of this.#lines) {
      const match = pattern.exec(line);
      if (match) return Promise.resolve(match);
    }
    if (this.#ran) return Promise.reject(this.#without(pattern, this.#ran));
    return new Promise((resolve, reject) => this.#waiting.add({ pattern, resolve, reject }));
  }

  /** Signals the program alone, as `kill` does, and not its group. */
  signal(name: NodeJS.Signals): void {
    if (!this.#kill(name)) throw new Error(`${this.#title} has ended and takes no ${name}`);
  }

  /** What it has started, directly or not, and is still running. */
  processes(): Promise<Process[]> {
    return descendantsOf(this.pid);
  }

  /** Asks it to end, then ends what is left of its group. Nothing happens the second time. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    for (const { pattern } of this.#waiting) {
      console.error(
        `${this.#title} was stopped before it wrote a line like ${String(pattern)}:\n${this.#lines.join('\n')}`,
      );
    }
    this.#kill('SIGTERM');
    const deadline = setTimeout(() => {
      this.#killGroup();
    }, graceMs);
    await this.#exited;
    clearTimeout(deadline);
    this.#killGroup();
    this.#forget();
    await this.ended;
  }

  #killGroup(): void {
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  }

  async #read(output: Readable): Promise<void> {
    for await (const line of createInterface({ input: output })) {
      this.#lines.push(line);
      for (const waiting of this.#waiting) {
        const match = waiting.pattern.exec(line);
        if (!match) continue;
        this.#waiting.delete(waiting);
        waiting.resolve(match);
      }
    }
  }

  #without(pattern: RegExp, { exitCode, signal, stdout, stderr }: Ran): Error {
    const end = signal ?? `exit code ${String(exitCode)}`;
    return new Error(
      `${this.#title} ended (${end}) without a line like ${String(pattern)}\nstdout:\n${stdout}\nstderr:\n${stderr}`,
    );
  }
}

/** Runs a program to its end. */
export async function run(program: string, args: readonly string[], options?: Options): Promise<Ran> {
  const command = new Command(program, args, options);
  const ran = await command.ended;
  await command.stop();
  return ran;
}
