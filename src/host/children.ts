import { forgetProcess, guardProcess } from './guard.js';
import type { EndSignal } from './guard.js';
import { tagOf } from './process-tag.js';
import type { ProcessTag } from './process-tag.js';

/** Writes down what this process has started, where a later one finds it. */
export interface ChildRecord {
  add(child: ProcessTag): void;
  remove(child: ProcessTag): void;
}

const children = new Set<ProcessTag>();
const records = new Set<ChildRecord>();

/**
 * Says that a process, which leads a process group, is not to outlive this one. When this process is killed, it is ended
 * within seconds; should that fail, by the next process that takes what this one held. Returns what says that it has ended.
 */
export function endWithThisProcess(pid: number, signal: EndSignal): () => void {
  const tag = tagOf(pid);
  // It has ended already.
  if (tag === undefined) return () => undefined;
  guardProcess(pid, signal);
  children.add(tag);
  for (const record of records) record.add(tag);
  return () => {
    if (!children.delete(tag)) return;
    forgetProcess(pid);
    for (const record of records) record.remove(tag);
  };
}

/** Keeps a record of what this process has started and will start. Returns what ends that. */
export function recordChildren(record: ChildRecord): () => void {
  records.add(record);
  for (const child of children) record.add(child);
  return () => {
    records.delete(record);
    for (const child of children) record.remove(child);
  };
}

/** Whether something that this process has started still runs. */
export const hasChildren = (): boolean => children.size > 0;
