import type { Phone } from '../phone.js';
import type { WdaTraits, WdaVersion } from './version.js';

/** How the path of each command begins that belongs to a session. */
export const sessionPath = '/session/:session';

/** One life of WebDriverAgent on a phone. */
export interface WdaState {
  readonly phone: Phone;
  readonly version: WdaVersion;
  readonly traits: WdaTraits;
  /** Aborted when this life is over. */
  readonly over: AbortSignal;
  sessionId: string | undefined;
  settings: Readonly<Record<string, unknown>>;
}

export type Arguments = Readonly<Record<string, unknown>>;

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `:session` stands for the id of the session. */
  readonly path: string;
  /** Does not wait for the commands before it, and none waits for it. */
  readonly standalone?: true;
  /** Acts on apps or the screen, which takes the test session that WebDriverAgent was started in. */
  readonly acts?: true;
  /** The answer's `value`. Throws WebDriverError. */
  handle(state: WdaState, body: Arguments): unknown;
}

/** The same command with a session and without one. */
export const inAndOutOfSession = (route: Route): readonly Route[] => [
  route,
  { ...route, path: `${sessionPath}${route.path}` },
];
