import { contractVersion } from '../../contract/job.js';
import type { Job } from '../../contract/job.js';
import type { Status } from '../../contract/events.js';
import { replaceFile } from './container.js';

const refreshNs = 250_000_000n;

/** The launch's status.json. It is refreshed at most four times a second, so that it costs the measuring nothing. */
export class StatusFile {
  readonly #path: string;
  readonly #job: Job;
  #heartbeat = 0;
  #step = 0;
  #writtenAt = 0n;

  constructor(path: string, job: Job) {
    this.#path = path;
    this.#job = job;
  }

  begin(step: number): void {
    this.#step = step;
    this.#write('running', 0);
  }

  progress(share: number): void {
    if (process.hrtime.bigint() - this.#writtenAt >= refreshNs) this.#write('running', share);
  }

  done(): void {
    this.#write('done', 1);
  }

  #write(state: Status['state'], progress: number): void {
    const status: Status = {
      v: contractVersion,
      launch: this.#job.launch,
      state,
      step: this.#step,
      steps: this.#job.steps.length,
      progress,
      heartbeat: this.#heartbeat++,
    };
    replaceFile(this.#path, JSON.stringify(status));
    this.#writtenAt = process.hrtime.bigint();
  }
}
