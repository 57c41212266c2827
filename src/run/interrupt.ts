import { exitCodes } from '../problem.js';

/** One Ctrl-C may arrive twice: from the terminal, and forwarded by npm. */
const samePressMs = 500;

/** The signals that ask this process to end. */
export interface Interrupt {
  /** Aborts with the first of them. */
  readonly signal: AbortSignal;
  /** Gives the signals back to the system, whose answer is to end the process. */
  stopListening(): void;
}

/** What `listenForInterrupt` needs of this process; tests replace it. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
  readonly nowMs: () => number;
}

const thisProcess: SignalSource = {
  on: (signal, listener) => process.on(signal, listener),
  off: (signal, listener) => process.off(signal, listener),
  exit: (code) => process.exit(code),
  nowMs: () => performance.now(),
};

/** Lets the first signal end the work in order, and the second one the process at once. */
export function listenForInterrupt(source: SignalSource = thisProcess): Interrupt {
  const interrupt = new AbortController();
  let firstAtMs: number | undefined;
  const onSignal = (): void => {
    firstAtMs ??= source.nowMs();
    if (!interrupt.signal.aborted) interrupt.abort();
    else if (source.nowMs() - firstAtMs > samePressMs) source.exit(exitCodes.interrupted);
  };
  source.on('SIGINT', onSignal);
  source.on('SIGTERM', onSignal);
  return {
    signal: interrupt.signal,
    stopListening() {
      source.off('SIGINT', onSignal);
      source.off('SIGTERM', onSignal);
    },
  };
}
