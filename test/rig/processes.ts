import { execa } from 'execa';

export interface Process {
  readonly pid: number;
  /** Its program and arguments. */
  readonly args: string;
}

interface Listed extends Process {
  readonly parent: number;
}

/** The processes that a process started, and those that they started, parents first. */
export async function descendantsOf(ancestor: number): Promise<Process[]> {
  const all = await listProcesses();
  const below = (pid: number): Process[] =>
    all
      .filter(({ parent }) => parent === pid)
      .flatMap(({ pid: child, args }) => [{ pid: child, args }, ...below(child)]);
  return below(ancestor);
}

export const isRunning = async (pid: number): Promise<boolean> =>
  (await listProcesses()).some((one) => one.pid === pid);

/** Those of some processes that still run: another one may have got an id since, but not with the same arguments. */
export async function stillRunning(processes: readonly Process[]): Promise<Process[]> {
  const all = new Map((await listProcesses()).map(({ pid, args }) => [pid, args]));
  return processes.filter(({ pid, args }) => all.get(pid) === args);
}

async function listProcesses(): Promise<Listed[]> {
  // Each column is an option of its own, since macOS takes everything that follows a `=` as the title of one column.
  const columns = ['pid', 'ppid', 'stat', 'args'].flatMap((name) => ['-o', `${name}=`]);
  const { stdout } = await execa('ps', ['-e', '-ww', ...columns]);
  return [...stdout.matchAll(/^ *(\d+) +(\d+) +(\S+) +(.*)$/gm)].flatMap(([, pid, parent, state = '', args = '']) =>
    // A zombie has ended; nobody has asked how.
    state.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), args }],
  );
}
