import { workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Status } from '../../contract/events.js';
import { replaceFile } from './replace-file.js';

/*
 * The thread that writes a launch's status.json, and its only writer. It is a thread of its own because compiling and
 * loading hold the main thread for minutes, in which no timer of the main thread fires.
 */

const beatMs = 1000;
/** After ten minutes the heart stops, so that a call that never returns looks like one. */
const longestBeatingMs = 600_000;

export interface WriterData {
  /** Where status.json is. */
  readonly path: string;
  readonly port: MessagePort;
  /** One Int32: 1 once the thread has answered the update that it was sent. */
  readonly answered: SharedArrayBuffer;
}

export interface Update {
  readonly status: Omit<Status, 'heartbeat'>;
  /** Whether the heartbeat goes on by itself until the next update. */
  readonly beats: boolean;
}

export interface Answer {
  /** Why the file could not be written; absent when it was. */
  readonly error?: string;
}

const { path, port, answered } = workerData as WriterData;
const signal = new Int32Array(answered);
let heartbeat = 0;
let timer: NodeJS.Timeout | undefined;

port.on('message', ({ status, beats }: Update) => {
  clearInterval(timer);
  port.postMessage(write(status));
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
  if (beats) beat(status);
});

function beat(status: Update['status']): void {
  const started = performance.now();
  timer = setInterval(() => {
    if (performance.now() - started > longestBeatingMs) clearInterval(timer);
    // A beat that cannot be written is a beat that is missed; the step goes on.
    else write(status);
  }, beatMs);
}

function write(status: Update['status']): Answer {
  try {
    replaceFile(path, JSON.stringify({ ...status, heartbeat: heartbeat++ } satisfies Status));
    return {};
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
