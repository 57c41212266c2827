/** A request that the phone, its driver or the way to them did not carry out. Whether the phone is lost is asked next. */
export class CommandFailed extends Error {
  /** What was asked, as a verb with its object: `install the app`. */
  readonly request: string;
  /** The first line of the answer. */
  readonly reason: string;

  constructor(request: string, reason: string, cause?: unknown) {
    super(`the phone did not ${request}: ${reason}`, { cause });
    this.name = 'CommandFailed';
    this.request = request;
    this.reason = reason;
  }
}

/**
 * A file that did not come across whole, though the transfer was repeated. It says nothing about what was to be done with the
 * file, so whatever it was for is lost, also where the phone answers again.
 */
export class TransferFailed extends CommandFailed {}

/** A request that was not sent, since the way that the session began with is no more. */
export class WayLost extends CommandFailed {}

/**
 * Carries out a command of the driver. Rejects with CommandFailed when the driver declines it or does not answer within
 * `limitMs`, when `late` is aborted for work that can be given up; a mistake of our own keeps its error.
 */
export async function command<Answer>(
  request: string,
  limitMs: number,
  send: (late: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new AbortController();
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const failure = new CommandFailed(request, `no answer within ${String(limitMs / 1000)} s`);
      reject(failure);
      tooLate.abort(failure);
    }, limitMs);
  });
  try {
    return await Promise.race([send(tooLate.signal), late]);
  } catch (error) {
    if (error instanceof CommandFailed || isMistake(error)) throw error;
    throw new CommandFailed(request, firstLineOf(error), error);
  } finally {
    clearTimeout(timer);
  }
}

/** Errors of the language. A failed fetch is a TypeError as well, but has a cause. */
const isMistake = (error: unknown): boolean =>
  error instanceof ReferenceError ||
  error instanceof RangeError ||
  error instanceof SyntaxError ||
  (error instanceof TypeError && error.cause === undefined && !/fetch failed/.test(error.message));

/** The first line of what the driver says, without what WebdriverIO puts around it. */
function firstLineOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/^WebDriverError: /, '').replace(/ when running "\S+" with method "\w+"$/, '');
}
