import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * A process in writing: MACHINE.PID.START. Process ids are given again, so the moment of its start belongs to it. Of
 * [a-z0-9.] alone, so that it can be part of a file's name.
 */
export type ProcessTag = string;

/** `unknown`: it is of another machine, of another container, or of this one before it was started anew. */
export type Life = 'alive' | 'ended' | 'unknown';

/** What a tag looks like, for patterns that contain one. */
export const tagPattern = '[0-9a-f]{8}\\.[0-9]+\\.[0-9a-z]+';

/** The tag of a process of this machine; undefined when it has ended. */
export function tagOf(pid: number): ProcessTag | undefined {
  const start = startOf(pid);
  return start === undefined ? undefined : `${thisMachine()}.${String(pid)}.${start}`;
}

let own: ProcessTag | undefined;

/** The tag of this process. */
export const ownTag = (): ProcessTag => (own ??= tagOf(process.pid) ?? `${thisMachine()}.${String(process.pid)}.0`);

export const pidIn = (tag: ProcessTag): number => Number(tag.split('.')[1]);

/** Whether the process that was written down still runs. */
export function lifeOf(tag: ProcessTag): Life {
  const [machine, , start] = tag.split('.');
  if (machine !== thisMachine()) return 'unknown';
  if (tag === own) return 'alive';
  const found = startOf(pidIn(tag));
  if (found === undefined) return isHidden(pidIn(tag)) ? 'alive' : 'ended';
  return found === start ? 'alive' : 'ended';
}

/** A host may hide the processes of other users; asking for one of them is then refused. */
function isHidden(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

let machine: string | undefined;
/** Eight hexadecimal digits that stand for this machine until it starts anew. */
export const thisMachine = (): string => (machine ??= nameMachine());

/** Where ids of processes mean the same: this start of this machine, and this container on it. */
function nameMachine(): string {
  const facts = [
    ifThere(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    ifThere(() => readlinkSync('/proc/self/ns/pid')),
  ];
  const name = facts.every((fact) => fact === undefined) ? hostname() : facts.join('\n');
  return createHash('sha256').update(name).digest('hex').slice(0, 8);
}

/** Undefined for a process that has ended, also while nobody has asked yet how it ended. */
function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? startInProc(pid) : startByPs(pid);
}

/** In clock ticks since the machine started (proc(5), /proc/PID/stat, fields 3 and 22). */
function startInProc(pid: number): string | undefined {
  const stat = ifThere(() => readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  // The second field is the program's name, and may hold anything.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || state === 'Z' || state === 'X' ? undefined : fields[18];
}

/** In seconds since 1970, to base 36, by ps(1), which macOS has and Linux as well. */
export function startByPs(pid: number): string | undefined {
  const said = ifThere(() =>
    execFileSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC0' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const [, state = 'Z', began = ''] = /^\s*(\S+)\s+(.*\S)\s*$/.exec(said ?? '') ?? [];
  if (state.startsWith('Z')) return undefined;
  return (Date.parse(`${began} UTC`) / 1000).toString(36);
}

function ifThere<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
