import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';

/** One Ctrl-C may arrive twice: from the terminal, and forwarded by npm. */
const samePressMs = 500;
const lookEveryMs = 500;

/** The signals that ask this process to end, and what it then exits with. */
const codes = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated, SIGHUP: exitCodes.hungUp } as const;
export type InterruptSignal = keyof typeof codes;
const signals = Object.keys(codes) as InterruptSignal[];

export const exitCodeOf = (signal: InterruptSignal): ExitCode => codes[signal];

/** That this process was asked to end. */
export interface Interrupt {
  /** Aborts with the first signal. */
  readonly signal: AbortSignal;
  /** Which one that was; undefined before it. */
  readonly by: () => InterruptSignal | undefined;
  /** Gives the signals back to the system, whose answer is to end the process. */
  stopListening(): void;
}

/** What `listenForInterrupt` needs of this process; tests replace it. */
export interface SignalSource {
  on(signal: InterruptSignal, listener: () => void): unknown;
  off(signal: InterruptSignal, listener: () => void): unknown;
  exit(code: number): void;
  readonly nowMs: () => number;
  /**
   * Calls back when whoever stands in front of this process, and would pass signals on, is gone. Returns what ends that.
   */
  readonly onAlone: (listener: () => void) => () => void;
}

const thisProcess: SignalSource = {
  on: (signal, listener) => process.on(signal, listener),
  off: (signal, listener) => process.off(signal, listener),
  exit: (code) => process.exit(code),
  nowMs: () => performance.now(),
  onAlone: listenToNpm,
};

/** Lets the first signal end the work in order, and the second one the process at once. */
export function listenForInterrupt(source: SignalSource = thisProcess): Interrupt {
  const interrupt = new AbortController();
  let first: { readonly by: InterruptSignal; readonly atMs: number } | undefined;
  const onSignal = (by: InterruptSignal): void => {
    if (first === undefined) {
      first = { by, atMs: source.nowMs() };
      interrupt.abort();
    } else if (source.nowMs() - first.atMs > samePressMs) source.exit(codes[by]);
  };
  const listeners = signals.map((by) => {
    const listener = (): void => {
      onSignal(by);
    };
    source.on(by, listener);
    return { by, listener };
  });
  const stopAsking = source.onAlone(() => {
    if (first === undefined) onSignal('SIGHUP');
  });
  return {
    signal: interrupt.signal,
    by: () => first?.by,
    stopListening() {
      stopAsking();
      for (const { by, listener } of listeners) source.off(by, listener);
    },
  };
}

/** npm and npx pass SIGINT and SIGTERM on. By SIGHUP or SIGKILL they end, and what they have started would stay. */
function listenToNpm(listener: () => void): () => void {
  if (process.env['npm_command'] === undefined) return () => undefined;
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    listener();
  }, lookEveryMs);
  look.unref();
  return () => {
    clearInterval(look);
  };
}
