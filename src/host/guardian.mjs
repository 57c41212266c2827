import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

/*
 * A program of its own, which outlives the process that starts it by a moment, however that ends. It hears on its
 * standard input what that process has started and made, a line each:
 *   SIGKILL PID     the process group that this process leads ends at once
 *   SIGTERM PID     the same, but it is asked first
 *   forget PID      it has ended
 *   remove FOLDER   a temporary folder
 *   kept FOLDER     it is gone already
 * When the input closes, that process is gone, and what it left goes too.
 */

const graceMs = 5000;
const lookEveryMs = 50;

const processes = new Map();
const folders = new Set();

// The parent's terminal and whoever signals the parent are not to end it before it has done its work.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const [, word, what] = /^(\S+) (.*)$/.exec(line) ?? [];
  if (word === 'remove') folders.add(what);
  else if (word === 'kept') folders.delete(what);
  else if (word === 'forget') processes.delete(Number(what));
  else processes.set(Number(what), word);
}

for (const [pid, signal] of processes) send(pid, signal);
const deadline = performance.now() + graceMs;
while ([...processes.keys()].some(runs) && performance.now() < deadline) {
  await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
}
for (const pid of processes.keys()) send(pid, 'SIGKILL');
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });

function send(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

function runs(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
