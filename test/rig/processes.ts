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

/** With `args`, whether it is still the same program. */
export const isRunning = async (pid: number, args?: string): Promise<boolean> =>
  (await listProcesses()).some((one) => one.pid === pid && (args === undefined || one.args === args));

async function listProcesses(): Promise<Listed[]> {
  // Each column is an option of its own, since macOS takes everything that follows a `=` as the title of one column.
  const columns = ['pid', 'ppid', 'stat', 'args'].flatMap((name) => ['-o', `${name}=`]);
  const { stdout } = await execa('ps', ['-e', '-ww', ...columns]);
  return [...stdout.matchAll(/^ *(\d+) +(\d+) +(\S+) +(.*)$/gm)].flatMap(([, pid, parent, state = '', args = '']) =>
    // A zombie has ended; nobody has asked how.
    state.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), args }],
  );
}
