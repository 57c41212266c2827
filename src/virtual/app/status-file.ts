import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { contractVersion } from '../../contract/job.js';
import type { Job } from '../../contract/job.js';
import type { Status } from '../../contract/events.js';
import type { Answer, Update, WriterData } from './status-writer.js';

const refreshNs = 250_000_000n;
/** The writer answers in less than a millisecond; one that stays silent for this long has a bug. */
const patienceMs = 60_000;

/**
 * The launch's status.json. It is refreshed at most four times a second, so that it costs the measuring nothing. A
 * thread writes it, and every update waits until that has written: nothing is written while an iteration is timed.
 */
export class StatusFile {
  readonly #job: Job;
  readonly #writer: Worker;
  readonly #port: MessagePort;
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  #step = 0;
  #writtenAt = 0n;

  /** `writer` is the program of the thread, status-writer.ts in one piece. */
  constructor(path: string, job: Job, writer: string) {
    this.#job = job;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: WriterData = { path, port: port2, answered: this.#answered.buffer };
    // It needs nothing of what this process was started with.
    const bare = { execArgv: [], env: {}, argv: [] };
    this.#writer = new Worker(writer, { eval: true, workerData, transferList: [port2], ...bare });
    this.#writer.unref();
  }

  /** A step begins. With `beats` the heartbeat goes on while the step holds this thread, until the next update. */
  begin(step: number, { beats }: Pick<Update, 'beats'>): void {
    this.#step = step;
    this.#write('running', 0, beats);
  }

  progress(share: number): void {
    if (process.hrtime.bigint() - this.#writtenAt >= refreshNs) this.#write('running', share);
  }

  done(): void {
    this.#write('done', 1);
  }

  async close(): Promise<void> {
    this.#port.close();
    await this.#writer.terminate();
  }

  #write(state: Status['state'], progress: number, beats = false): void {
    const update: Update = {
      status: {
        v: contractVersion,
        launch: this.#job.launch,
        state,
        step: this.#step,
        steps: this.#job.steps.length,
        progress,
      },
      beats,
    };
    Atomics.store(this.#answered, 0, 0);
    this.#port.postMessage(update);
    if (Atomics.wait(this.#answered, 0, 0, patienceMs) === 'timed-out') {
      throw new Error('the thread that writes status.json does not answer');
    }
    const answer = receiveMessageOnPort(this.#port)?.message as Answer | undefined;
    if (answer?.error !== undefined) throw new Error(answer.error);
    this.#writtenAt = process.hrtime.bigint();
  }
}
