import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** How a process ends that outlives this one. */
export type EndSignal = 'SIGKILL' | 'SIGTERM';

let guardian: Writable | undefined;

/** Has a process, and the group that it leads, ended when this process is gone, however that ends. */
export function guardProcess(pid: number, signal: EndSignal): void {
  tell(`${signal} ${String(pid)}`);
}

/** That process has ended: another may get its id. */
export function forgetProcess(pid: number): void {
  tell(`forget ${String(pid)}`);
}

/** Has a temporary folder removed when this process is gone. */
export function guardFolder(path: string): void {
  tell(`remove ${path}`);
}

/** The folder is gone. */
export function forgetFolder(path: string): void {
  tell(`kept ${path}`);
}

function tell(line: string): void {
  guardian ??= startGuardian();
  guardian.write(`${line}\n`);
}

/** It leads a group of its own, so that what ends this process's group does not end it. Nobody waits for it. */
function startGuardian(): Writable {
  const child = spawn(process.execPath, [fileURLToPath(new URL('guardian.mjs', import.meta.url))], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    // What tests and debuggers load into this process is not for it.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  // Without it, the next run removes what a killed one left.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as Writable & { unref?: () => void }).unref?.();
  return child.stdin;
}
