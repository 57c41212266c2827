import { setTimeout as sleep } from 'node:timers/promises';
import { ZodError } from 'zod';
import type { Phone } from '../phone.js';
import { exceptionStack, invalidArgument, invalidSession, unknownError, WebDriverError } from './error.js';
import { sessionPath } from './route.js';
import type { Arguments, Route, WdaState } from './route.js';
import { appRoutes } from './routes/apps.js';
import { deviceRoutes } from './routes/device.js';
import { notificationRoutes } from './routes/notifications.js';
import { sessionRoutes } from './routes/sessions.js';
import { settingRoutes } from './routes/settings.js';
import { wdaTraits } from './version.js';
import type { WdaVersion } from './version.js';

export interface Answer {
  readonly status: number;
  readonly body: { readonly value: unknown; readonly sessionId: string | null };
}

/** The commands that this WebDriverAgent knows: sessions, apps and what else the XCUITest driver asks for. */
const routes: readonly Route[] = [
  ...sessionRoutes,
  ...appRoutes,
  ...deviceRoutes,
  ...settingRoutes,
  ...notificationRoutes,
];

/**
 * One life of WebDriverAgent. It begins without a session, and carries out one command after another: a command that
 * takes long holds up all that follow, apart from a question for its status and the end of a session.
 */
export class WdaLife {
  readonly #state: WdaState;
  readonly #over = new AbortController();
  /** Those who wait for an answer to a command of the session. */
  readonly #pending = new Set<{ readonly sessionId: string; readonly abandon: (error: WebDriverError) => void }>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(phone: Phone, version: WdaVersion) {
    const traits = wdaTraits[version];
    const { signal: over } = this.#over;
    this.#state = { phone, version, traits, over, sessionId: undefined, settings: traits.settings };
  }

  /** Ends what is going on. Nobody gets an answer any more. */
  end(): void {
    this.#over.abort();
  }

  async answer(method: string, path: string, body: Arguments): Promise<Answer> {
    const { phone } = this.#state;
    phone.log.add('wda', `${method} ${path}`);
    const answer = await this.#answer(method, path, body);
    const { slowByMs } = phone.wdaTrouble;
    if (slowByMs > 0) await sleep(slowByMs, undefined, { ref: false });
    if (phone.link.wdaHangs) await over(this.#over.signal);
    return answer;
  }

  async #answer(method: string, path: string, body: Arguments): Promise<Answer> {
    const { link, wdaTrouble } = this.#state.phone;
    // What comes now is not even begun.
    if (link.wdaHangs) await over(this.#over.signal);
    try {
      const route = routes.find((known) => known.method === method && matches(known, path));
      if (route === undefined) throw unhandled(path);
      if (!route.standalone && wdaTrouble.takesFailure()) throw unknownError(failed, exceptionStack);
      const carryOut = (): Promise<unknown> => this.#carryOut(route, path, body);
      const value = route.standalone ? await carryOut() : await this.#inTurn(path, carryOut);
      return this.#respond(200, value ?? null);
    } catch (error) {
      const { status, error: kind, message, traceback } = known(error);
      return this.#respond(status, { error: kind, message, traceback });
    }
  }

  #respond(status: number, value: unknown): Answer {
    return { status, body: { value, sessionId: this.#state.sessionId ?? null } };
  }

  async #carryOut(route: Route, path: string, body: Arguments): Promise<unknown> {
    const { sessionId, phone } = this.#state;
    if (route.path.startsWith(sessionPath) && sessionIn(path) !== sessionId) {
      throw invalidSession('Session does not exist', exceptionStack);
    }
    if (route.acts && phone.link.wdaIsOrphaned) throw orphaned(route);
    const value = await route.handle(this.#state, body);
    if (sessionId !== undefined && this.#state.sessionId !== sessionId) this.#abandon(sessionId);
    return value;
  }

  /** Waits for the commands before this one. The end of its session ends the wait, not what the command does. */
  #inTurn(path: string, carryOut: () => Promise<unknown>): Promise<unknown> {
    const turn = this.#last.then(carryOut);
    this.#last = turn.catch(() => undefined);
    const sessionId = sessionIn(path);
    if (sessionId === undefined) return turn;
    return new Promise((resolve, reject) => {
      const waiting = { sessionId, abandon: reject };
      this.#pending.add(waiting);
      void turn.then(resolve, reject).finally(() => this.#pending.delete(waiting));
    });
  }

  #abandon(sessionId: string): void {
    for (const waiting of this.#pending) {
      if (waiting.sessionId !== sessionId) continue;
      waiting.abandon(invalidSession(`Session ${sessionId} was deleted while this request was still pending`));
    }
  }
}

/** Words of XCTest for a device that lost its way for a moment; which of them a phone says is not on record. */
const failed =
  'Error Domain=com.apple.dt.xctest.automation-support.error Code=6 "Timed out while evaluating UI query."';

const over = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else {
      signal.addEventListener('abort', () => {
        resolve();
      });
    }
  });

const sessionIn = (path: string): string | undefined => /^\/session\/([^/]+)/.exec(path)?.[1];

function matches({ path }: Route, asked: string): boolean {
  const parts = path.split('/');
  const askedParts = asked.split('/');
  return (
    parts.length === askedParts.length &&
    parts.every((part, index) => part.startsWith(':') || part === askedParts[index])
  );
}

const unhandled = (path: string): WebDriverError =>
  new WebDriverError(
    404,
    'unknown command',
    `Unhandled endpoint: ${path} with parameters {\n    wildcards =     (\n        "${path.slice(1)}"\n    );\n}`,
  );

/**
 * The words are on record, for screenshots, sources and new sessions; that launches and states fail as well is inferred.
 */
function orphaned({ path }: Route): WebDriverError {
  const words = 'Error Domain=XCTDaemonErrorDomain Code=41 "Not authorized for performing UI testing actions"';
  const message = `${words} UserInfo={NSLocalizedDescription=Not authorized for performing UI testing actions}`;
  return path.endsWith('/launch') || path.endsWith('/activate')
    ? invalidArgument(message, exceptionStack)
    : unknownError(message, exceptionStack);
}

function known(error: unknown): WebDriverError {
  if (error instanceof WebDriverError) return error;
  // Arguments of another type than it expects raise an exception somewhere inside.
  if (error instanceof ZodError) return unknownError(error.message, exceptionStack);
  return unknownError(String(error));
}
