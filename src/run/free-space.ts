import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { plannedBytes } from '../plan/plan-bytes.js';
import type { Plan } from '../plan/plan.js';
import { Problem } from '../problem.js';

/** Throws a Problem where a folder's disk has less space than a plan may write, before any phone is asked. */
export function refuseFullDisk(plan: Plan, folder: string, phones = 1, freeBytes = freeBytesAt): void {
  const { host } = plannedBytes(plan, phones);
  const free = freeBytes(folder);
  if (free >= host) return;
  throw new Problem(
    `${folder} has ${megabytes(free)} free, and the run writes up to ${megabytes(host)}; make room, or name a folder on another disk with --out`,
  );
}

export const megabytes = (bytes: number): string =>
  bytes < 1e9 ? `${String(Math.ceil(bytes / 1e6))} MB` : `${(Math.ceil(bytes / 1e8) / 10).toLocaleString('en-US')} GB`;

/** What somebody who is not root may still write. A folder that is yet to be made is on the disk of the one above it. */
function freeBytesAt(path: string): number {
  let folder = resolve(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
