import type { Target } from '../phone/target.js';

/** Where WebDriver sessions are asked for. */
export interface Endpoint {
  readonly protocol: 'http' | 'https';
  readonly hostname: string;
  readonly port: number;
  readonly path: string;
}

/**
 * Phones that a run can use, and the way to them. A lab is opened for one run and closed after it; nothing beyond it knows
 * whether its phones hang on a cable, are emulated, or sit at other hosts.
 */
export interface Lab {
  /** The .ipa of the harness app that its phones run. */
  readonly ipa: string;
  /** The phones to measure on. Throws a Problem when there is none, or when one that is required is missing. */
  phones(): Promise<readonly Target[]>;
  /** The phone as it is now: its iOS may have been updated while it was away. */
  now(target: Target): Promise<Target>;
  /** Whether the phone can be reached at this moment. */
  isPresent(target: Target): Promise<boolean>;
  /**
   * Whether what serves sessions on the phone answers, as far as it can be asked: one that hangs would hold up the next session.
   * Left out where nobody but the server knows.
   */
  servesSessions?(target: Target): Promise<boolean>;
  /** Waits until no other client has the phone, or until stopped. Left out where the lock keeps all others off. */
  awaitTurn?(target: Target, stopped: AbortSignal): Promise<void>;
  /**
   * Aborts when the phone has left, which a session that is asked for or a command under way would never notice; never once it is
   * over. Left out where the server notices.
   */
  departure?(target: Target, over: AbortSignal): AbortSignal;
  /** What a session with the phone is asked for with. Its ports are free at this moment, so ask before each session. */
  capabilities(target: Target): Promise<WebdriverIO.Capabilities>;
  /** Where to ask for sessions. Starts the server when none runs, also when an earlier one died; it logs to `logFile`. */
  endpoint(logFile: string): Promise<Endpoint>;
  /** Keeps other runs off a phone until the function it returns is called. Throws a Problem when another run has the phone. */
  lock(target: Target): Promise<() => Promise<void>>;
  close(): Promise<void>;
  /**
   * What did not come about as whoever opened the lab asked for, a sentence each: such as a fault that never struck. To be
   * asked once the lab has done its work.
   */
  readonly complaints?: () => readonly string[];
}

/** The address of an endpoint. */
export const endpointUrl = ({ protocol, hostname, port, path }: Endpoint): string =>
  `${protocol}://${hostname}:${String(port)}${path}`;

/** Whether a WebDriver server answers there (W3C WebDriver, section 8.3). */
export async function endpointAnswers(endpoint: Endpoint): Promise<boolean> {
  try {
    const answer = await fetch(new URL('status', endpointUrl(endpoint)), {
      signal: AbortSignal.timeout(statusLimitMs),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

const statusLimitMs = 5000;
