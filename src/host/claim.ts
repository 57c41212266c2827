import { randomBytes } from 'node:crypto';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChildrenOf, recordChildrenIn } from './child-files.js';
import { hasChildren } from './children.js';
import { namesIn, remove, writeEmpty } from './named-files.js';
import { lifeOf, ownTag, pidIn, tagPattern } from './process-tag.js';
import type { ProcessTag } from './process-tag.js';

/*
 * Who has what is written down in the names of files, one for each process that wants it:
 *   KEY.TAG.NONCE           a claim: empty while its process looks whether others want the same, and not once it holds
 *   of.TAG+CHILD            what a process with claims in this folder has started
 * A process writes its claim first and looks at the others' then. So of two that come at once at least one sees the
 * other, and a name is never used twice, so that whoever removes the claim of a dead process removes no other. What a file
 * holds only tells whether waiting is of use.
 */

/** A claim that holds. */
export interface Claim {
  release(): void;
}

/** The process that has it, and that of this machine or of another. */
export interface Holder {
  readonly pid: number;
  readonly isElsewhere: boolean;
}

/** A holder that cannot be asked whether it lives touches its claim this often, */
const touchEveryMs = 10_000;
/** and is taken for dead when it did not for so long. */
const staleMs = 60_000;
/** How long those that come at once wait for all but one to withdraw, which a busy host may keep from it for seconds. */
const patienceMs = 5000;
const pauseMs = 25;
/** One that withdrew comes again when the others did as well. */
const turns = 5;

/**
 * Claims what `key` stands for (of [a-z0-9-]), by files in a folder that is there. What a dead holder left running is ended
 * first. Returns the claim, or who has it. Throws when the folder cannot be written.
 */
export async function claim(
  folder: string,
  key: string,
  onLost: () => void = () => undefined,
): Promise<Claim | Holder> {
  for (let turn = 1; ; turn++) {
    const mine = writeClaim(folder, key);
    const others = await rivals(folder, key, mine);
    if (others.length === 0) return hold(folder, mine, onLost);
    // The one with the smallest name waits for the others to withdraw, who do and look on from outside.
    const isFirst = others.every(({ name }) => mine < name);
    if (!isFirst) remove(folder, mine);
    const left = await settled(folder, key, mine, others);
    if (left === undefined && isFirst) return hold(folder, mine, onLost);
    remove(folder, mine);
    const holder = left ?? others[0];
    if (holder !== undefined && (left !== undefined || turn === turns)) {
      return { pid: pidIn(holder.tag), isElsewhere: lifeOf(holder.tag) === 'unknown' };
    }
  }
}

/** Waits until no other process wants it, or one of them has it or stays in the way: then it is returned. */
async function settled(
  folder: string,
  key: string,
  mine: string,
  others: readonly Listed[],
): Promise<Listed | undefined> {
  const deadline = performance.now() + patienceMs;
  for (let now = others; ; now = await rivals(folder, key, mine)) {
    const holder = now.find(({ name }) => isHeld(folder, name)) ?? (performance.now() > deadline ? now[0] : undefined);
    if (holder !== undefined || now.length === 0) return holder;
    await sleep(pauseMs);
  }
}

/** Says, beside others who say the same, that this process uses what `key` stands for. */
export function use(folder: string, key: string): Claim {
  for (const { name, tag } of claimsIn(folder, key)) if (lifeOf(tag) === 'ended') remove(folder, name);
  const name = writeClaim(folder, key);
  markHeld(join(folder, name));
  const release = (): void => {
    held.delete(release);
    remove(folder, name);
  };
  releaseAtExit(release);
  return { release };
}

/** Who has it at this moment. */
export function holdersOf(folder: string, key: string): Holder[] {
  return claimsIn(folder, key)
    .filter(({ name, tag }) => isLive(folder, name, tag, Date.now()))
    .map(({ tag }) => ({ pid: pidIn(tag), isElsewhere: lifeOf(tag) === 'unknown' }));
}

interface Listed {
  readonly name: string;
  /** Who stands in the way: the claim's process, or what it has left running. */
  readonly tag: ProcessTag;
}

function claimsIn(folder: string, key: string): Listed[] {
  const pattern = new RegExp(`^${key}\\.(${tagPattern})\\.[0-9a-f]{8}$`);
  return namesIn(folder).flatMap((name) => {
    const [found, tag = ''] = pattern.exec(name) ?? [];
    return found === undefined ? [] : [{ name, tag }];
  });
}

/** The living claims beside ours. Takes away the dead ones, with what their processes left running. */
async function rivals(folder: string, key: string, mine: string): Promise<Listed[]> {
  const nowMs = modifiedMs(folder, mine) ?? Date.now();
  const found: Listed[] = [];
  for (const other of claimsIn(folder, key).filter(({ name }) => name !== mine)) {
    if (isLive(folder, other.name, other.tag, nowMs)) {
      found.push(other);
      continue;
    }
    const left = await endChildrenOf(folder, other.tag);
    if (left === undefined) remove(folder, other.name);
    else found.push({ ...other, tag: left });
  }
  return found;
}

function isLive(folder: string, name: string, tag: ProcessTag, nowMs: number): boolean {
  switch (lifeOf(tag)) {
    case 'alive':
      return true;
    case 'ended':
      return false;
    case 'unknown':
      return nowMs - (modifiedMs(folder, name) ?? 0) < staleMs;
  }
}

const isHeld = (folder: string, name: string): boolean =>
  (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0) > 0;

/** On a disk that is full it stays as it is: then others wait in vain before they are told. */
function markHeld(file: string): void {
  try {
    writeFileSync(file, 'held\n');
  } catch {
    return;
  }
}

function writeClaim(folder: string, key: string): string {
  const name = `${key}.${ownTag()}.${randomBytes(4).toString('hex')}`;
  writeEmpty(join(folder, name));
  return name;
}

const held = new Set<() => void>();
let isListening = false;

function hold(folder: string, name: string, onLost: () => void): Claim {
  const file = join(folder, name);
  markHeld(file);
  const touch = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return;
      clearInterval(touch);
      onLost();
    }
  }, touchEveryMs);
  touch.unref();
  const stopRecording = recordChildrenIn(folder);
  const release = (): void => {
    clearInterval(touch);
    held.delete(atExit);
    stopRecording();
    remove(folder, name);
  };
  /** What still runs is left to whoever comes next. */
  const atExit = (): void => {
    if (!hasChildren()) remove(folder, name);
  };
  releaseAtExit(atExit);
  return { release };
}

function releaseAtExit(release: () => void): void {
  if (!isListening) process.once('exit', releaseAll);
  isListening = true;
  held.add(release);
}

function releaseAll(): void {
  for (const release of held) release();
}

const modifiedMs = (folder: string, name: string): number | undefined =>
  statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs;
