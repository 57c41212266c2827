/** Exit codes of the command line. */
export const exitCodes = {
  pass: 0,
  gateFailed: 1,
  usage: 2,
  inconclusive: 3,
  missing: 4,
  /** A mistake of rezbench's own (sysexits.h, EX_SOFTWARE). */
  bug: 70,
  /** By SIGHUP, SIGINT and SIGTERM, as shells count them: 128 and the signal's number. */
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * Something the user can mend: one sentence that names the file, field and remedy, and the exit code it leads to.
 * The command line prints the sentence alone; any other error is a bug and keeps its stack.
 */
export class Problem extends Error {
  readonly exitCode: ExitCode;

  /**
   * A Problem is known by its name. A module that is loaded both by `require` and by `import`, as test runners do, has two
   * classes of this name, and a Problem of either is one.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== Problem) return Function.prototype[Symbol.hasInstance].call(this, value);
    return value instanceof Error && value.name === 'Problem';
  }

  constructor(message: string, exitCode: ExitCode = exitCodes.usage, cause?: unknown) {
    super(message, { cause });
    this.name = 'Problem';
    this.exitCode = exitCode;
  }
}
