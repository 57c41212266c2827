import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { recordChildren } from './children.js';
import { endProcess } from './end-process.js';
import { namesIn, remove, writeEmpty } from './named-files.js';
import { lifeOf, ownTag, tagPattern } from './process-tag.js';
import type { ProcessTag } from './process-tag.js';

/*
 * What a process has started, in names of files beside its claims: of.TAG+CHILD. Once for all of its claims in a folder, since a
 * run has a claim and a child for each phone.
 */

const fileOf = (owner: ProcessTag, child: ProcessTag): string => `of.${owner}+${child}`;

/** Folders with records of this process: how many claims want them, and what ends them. */
const recorded = new Map<string, { claims: number; readonly stop: () => void }>();

/** Keeps a record of this process's children in a folder. Returns what ends that, once all who asked for it have called theirs. */
export function recordChildrenIn(folder: string): () => void {
  const known = recorded.get(folder) ?? { claims: 0, stop: startRecord(folder) };
  known.claims += 1;
  recorded.set(folder, known);
  let isWanted = true;
  return () => {
    if (!isWanted) return;
    isWanted = false;
    known.claims -= 1;
    if (known.claims > 0) return;
    recorded.delete(folder);
    known.stop();
  };
}

const startRecord = (folder: string): (() => void) =>
  recordChildren({
    add(child) {
      // A disk that is full since takes nothing away from the run.
      try {
        writeEmpty(join(folder, fileOf(ownTag(), child)));
      } catch {
        return;
      }
    },
    remove: (child) => {
      remove(folder, fileOf(ownTag(), child));
    },
  });

/** Ends what a dead process has left running. Returns one of those that cannot be ended; undefined when none is left. */
export async function endChildrenOf(folder: string, dead: ProcessTag): Promise<ProcessTag | undefined> {
  const pattern = new RegExp(`^of\\.${dead.replaceAll('.', '\\.')}\\+(${tagPattern})$`);
  let left: ProcessTag | undefined;
  for (const name of namesIn(folder)) {
    const child = pattern.exec(name)?.[1];
    if (child === undefined) continue;
    if (lifeOf(child) === 'alive' && !(isOwn(folder, name) && (await endProcess(child)))) left = child;
    else remove(folder, name);
  }
  return left;
}

/** Only what this user wrote down may lead to the end of a process of his. */
const isOwn = (folder: string, name: string): boolean =>
  lstatSync(join(folder, name), { throwIfNoEntry: false })?.uid === process.getuid?.();
