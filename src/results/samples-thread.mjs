import { fsyncSync, writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { SampleLines } from './sample-lines.mjs';

/*
 * The thread that writes samples.csv: samples are most of a run's bytes, and become text while the other tables are made. It is
 * JavaScript, so that it starts alike from sources and from a package. It is told of series, then to end. Of its failures the
 * first counts, and nothing is written after that.
 */

/** `state` is two Int32: 1 once the thread has done its last, and 1 when nothing more is wanted. */
const { fd, state, header, port } = workerData;
const signals = new Int32Array(state);
let failure;
const lines = new SampleLines((part) => {
  for (let at = 0; at < part.length;) at += writeSync(fd, part, at);
});

function attempt(work) {
  if (failure !== undefined || Atomics.load(signals, 1) === 1) return;
  try {
    work();
  } catch ({ message, code, syscall }) {
    failure = { message, code, syscall };
  }
}

attempt(() => lines.text(header));
port.on('message', ({ series }) => {
  if (series !== undefined) {
    for (const one of series) attempt(() => lines.series(one));
    return;
  }
  attempt(() => {
    lines.flush();
    fsyncSync(fd);
  });
  port.postMessage({ failure });
  port.close();
  Atomics.store(signals, 0, 1);
  Atomics.notify(signals, 0);
});
