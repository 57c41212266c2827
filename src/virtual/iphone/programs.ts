import { basename, dirname } from 'node:path';
import type { Apps } from './apps.js';
import type { Processes } from './processes.js';
import { wdaBundleId } from './wda/runner.js';
import type { WdaRunner } from './wda/runner.js';

/** One that runs, as Instruments' list of processes has it. */
interface ListedProcess {
  readonly [key: string]: string | number | boolean;
  readonly pid: number;
  /** Of its executable, alone and with its bundle's path. */
  readonly name: string;
  readonly realAppName: string;
  readonly isApplication: boolean;
}

/** Everything that can be started on a phone by its bundle id: apps, and WebDriverAgent where it is installed. */
export class Programs {
  readonly #apps: Apps;
  readonly #processes: Processes;
  readonly #wda: WdaRunner | undefined;

  constructor(apps: Apps, processes: Processes, wda: WdaRunner | undefined) {
    this.#apps = apps;
    this.#processes = processes;
    this.#wda = wda;
  }

  /** Undefined when it does not run. */
  pidOf(bundleId: string): number | undefined {
    return bundleId === wdaBundleId ? this.#wda?.pid : this.#processes.pidOf(bundleId);
  }

  /** Starts what is installed and returns its pid; that of one that runs already. */
  async launch(
    bundleId: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<number> {
    if (bundleId === wdaBundleId && this.#wda !== undefined) return this.#wda.launch(environment);
    const app = this.#apps.get(bundleId);
    if (app === undefined) throw new Error(`${bundleId} is not installed`);
    this.#processes.prepareLaunch();
    this.#processes.launch(app, args, environment);
    return this.#processes.pidOf(bundleId) ?? 0;
  }

  async end(bundleId: string): Promise<void> {
    if (bundleId === wdaBundleId) await this.#wda?.end();
    else await this.#processes.terminate(bundleId);
  }

  /** Ends the program with this pid; nothing happens where there is none. */
  async kill(pid: number): Promise<void> {
    const bundleId = [wdaBundleId, ...this.#apps.all().map((app) => app.bundleId)].find(
      (known) => this.pidOf(known) === pid,
    );
    if (bundleId !== undefined) await this.end(bundleId);
  }

  running(): ListedProcess[] {
    return this.#apps.all().flatMap(({ bundleId, executable, installation }) => {
      const pid = this.pidOf(bundleId);
      if (pid === undefined) return [];
      const name = basename(executable);
      const bundle = `/private/var/containers/Bundle/Application/${installation}/${basename(dirname(executable))}`;
      return [{ pid, name, realAppName: `${bundle}/${name}`, isApplication: true }];
    });
  }
}
