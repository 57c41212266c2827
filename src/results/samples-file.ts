import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { PhoneRecord } from './case-record.js';
import { linesOfSeries, samplesHeader } from './lines-of-series.js';
import { sampleSeries } from './tables/samples.js';
import { WholeFile } from './write-whole.js';

/** For hundreds of megabytes on a slow disk. A thread that is silent for longer has a bug. */
const patienceMs = 600_000;

interface Failure {
  readonly message: string;
  readonly code?: string;
  readonly syscall?: string;
}

/** samples.csv of a run, which a thread of its own writes while this one goes on. It appears whole or not at all. */
export class SamplesFile {
  readonly #file: WholeFile;
  readonly #port: MessagePort;
  /** [1 once the thread has done its last, 1 when nothing more is wanted]. */
  readonly #signals = new Int32Array(new SharedArrayBuffer(8));

  constructor(path: string) {
    this.#file = new WholeFile(path);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const { fd } = this.#file;
    const workerData = { fd, state: this.#signals.buffer, header: samplesHeader, port: port2 };
    // It needs nothing of what this process was started with.
    const bare = { execArgv: [], env: {}, argv: [] };
    const program = new URL('samples-thread.mjs', import.meta.url);
    new Worker(program, { workerData, transferList: [port2], ...bare }).unref();
  }

  add(phone: PhoneRecord): void {
    const series = sampleSeries(phone).map(linesOfSeries);
    const numbers = series.flatMap(({ latenciesNs, startsNs }) => [latenciesNs, ...(startsNs ? [startsNs] : [])]);
    this.#port.postMessage(
      { series },
      numbers.map(({ buffer }) => buffer),
    );
  }

  /** No phone follows, so the thread may end meanwhile. */
  end(): void {
    this.#port.postMessage({});
  }

  /** Waits until all is on disk, once `end` was called. Throws what the disk said when it is not. */
  finish(): void {
    const failure = this.#await();
    if (failure === undefined) {
      this.#file.putInPlace();
      return;
    }
    this.#file.abandon();
    throw Object.assign(new Error(failure.message), failure);
  }

  /** Leaves samples.csv as it was. */
  abandon(): void {
    Atomics.store(this.#signals, 1, 1);
    this.end();
    this.#await();
    this.#file.abandon();
  }

  /** Until the thread has ended, the file's descriptor may not become another file's. */
  #await(): Failure | undefined {
    if (Atomics.wait(this.#signals, 0, 0, patienceMs) === 'timed-out') {
      throw new Error('the thread that writes samples.csv does not answer');
    }
    const answer = receiveMessageOnPort(this.#port)?.message as { failure?: Failure } | undefined;
    this.#port.close();
    return answer?.failure;
  }
}
