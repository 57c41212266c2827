import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import type { Process } from '../../../test/rig/processes.js';
import type { Signal } from './kills.js';
import { sendSignal, startProgram } from './program.js';
import type { Program } from './program.js';

const lookEveryMs = 100;
const startLimitMs = 120_000;
/** Phones that are asked to end in order and do not are a finding. */
const endLimitMs = 60_000;

/**
 * Virtual iPhones in a process of their own, which outlive a run. They keep their address when they restart, as phones
 * behind one usbmuxd do, but nothing else: they come back as new ones with the same udids.
 */
export class SoakPhones {
  /** By these a run finds them, however often they restart. */
  readonly env: Readonly<Record<string, string>>;
  /** A JSON object a line: what hosts asked and which apps were launched. A file for each start. */
  readonly logs: string[] = [];
  readonly #folder: string;
  readonly #count: number;
  readonly #faults: (start: number) => readonly string[];
  readonly #wdaPort: number;
  #program: Program;

  private constructor(folder: string, count: number, faults: (start: number) => readonly string[], wdaPort: number) {
    this.#folder = folder;
    this.#count = count;
    this.#faults = faults;
    this.#wdaPort = wdaPort;
    this.env = {
      USBMUXD_SOCKET_ADDRESS: `UNIX:${join(folder, 'usbmuxd.sock')}`,
      REZBENCH_LAB: join(folder, 'lab.yaml'),
      REZBENCH_APP: join(folder, 'Harness.ipa'),
    };
    this.#program = this.#begin();
  }

  /** `faults` are asked for at each start, counted from 1. */
  static async start(
    folder: string,
    count: number,
    faults: (start: number) => readonly string[] = () => [],
  ): Promise<SoakPhones> {
    mkdirSync(folder, { recursive: true });
    const phones = new SoakPhones(folder, count, faults, await getPort());
    await phones.#attach();
    return phones;
  }

  /** The harness app's processes at this moment. */
  async apps(): Promise<readonly Process[]> {
    return (await this.#program.family()).filter(({ args }) => args.includes(' --job '));
  }

  /** Ends the phones with a signal, apps and all, and starts them again after a while. Returns the process that ended. */
  async restart(signal: Signal, downMs: number): Promise<number> {
    const { pid } = this.#program;
    await this.#end(signal);
    await sleep(downMs);
    this.#program = this.#begin();
    await this.#attach();
    return pid;
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** What they said so far, of all starts. */
  said(): string {
    return this.logs.map((_, index) => readFileSync(this.#output(index + 1), 'utf8')).join('');
  }

  #begin(): Program {
    const log = join(this.#folder, `requests-${String(this.logs.length + 1)}.jsonl`);
    this.logs.push(log);
    const faults = this.#faults(this.logs.length).flatMap((fault) => ['--fault', fault]);
    return startProgram(
      ['virtual', '--count', String(this.#count), '--wda-port', String(this.#wdaPort), '--log', log, ...faults],
      this.#output(this.logs.length),
    );
  }

  /** Waits until they say how they are found, and lets the lasting address lead there. */
  async #attach(): Promise<void> {
    const output = this.#output(this.logs.length);
    const deadline = performance.now() + startLimitMs;
    let settings = settingsIn(output);
    while (settings === undefined) {
      if (this.#program.hasEnded || performance.now() > deadline) throw new Error(`no virtual iPhones; see ${output}`);
      await sleep(lookEveryMs);
      settings = settingsIn(output);
    }
    const { USBMUXD_SOCKET_ADDRESS: address = '', REZBENCH_LAB: lab = '', REZBENCH_APP: app = '' } = settings;
    const [socket = '', file = '', ipa = ''] = Object.values(this.env).map((value) => value.replace(/^UNIX:/, ''));
    rmSync(socket, { force: true });
    symlinkSync(address.replace(/^UNIX:/, ''), socket);
    if (!existsSync(file)) copyFileSync(lab, file);
    if (!existsSync(ipa)) copyFileSync(app, ipa);
  }

  async #end(signal: Signal): Promise<void> {
    const program = this.#program;
    // A phone that is gone runs no apps; alone they would run on as orphans.
    const apps = signal === 'SIGKILL' ? await this.apps() : [];
    process.kill(program.pid, signal);
    for (const { pid } of apps) sendSignal(pid, 'SIGKILL');
    const deadline = setTimeout(() => sendSignal(program.pid, 'SIGKILL'), endLimitMs);
    const { signal: endedBy } = await program.ended;
    clearTimeout(deadline);
    await program.clear();
    if (signal !== 'SIGKILL' && endedBy === 'SIGKILL') {
      throw new Error(`the virtual iPhones did not end within ${String(endLimitMs / 1000)} s of ${signal}`);
    }
  }

  #output(start: number): string {
    return join(this.#folder, `phones-${String(start)}.log`);
  }
}

/** The settings that the phones say they are found by; undefined as long as they have not. */
function settingsIn(output: string): Readonly<Record<string, string>> | undefined {
  const line = /^export (.*)$/m.exec(readFileSync(output, 'utf8'))?.[1];
  if (line === undefined) return undefined;
  return Object.fromEntries(line.split(' ').map((setting) => setting.split('=') as [string, string]));
}
