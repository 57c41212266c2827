import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { ZodError } from 'zod';
import type { Phone } from '../phone.js';
import { routes, sessionPath, WebDriverError } from './routes.js';
import type { Route, WdaState } from './routes.js';

interface Answer {
  readonly status: number;
  readonly value: unknown;
}

/** WebDriverAgent on a port of the loopback, which stands for the one that a host forwards to the phone. */
export interface Wda {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const host = '127.0.0.1';
const retryMs = 100;

/**
 * Starts WebDriverAgent for one phone and lets it end and return with the phone's link to its host. Port 0 takes a free
 * one. Rejects when the port is in use.
 */
export async function startWda(phone: Phone, wantedPort: number): Promise<Wda> {
  let server = makeServer(phone);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(wantedPort, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  let retry: NodeJS.Timeout | undefined;

  const start = (): void => {
    server = makeServer(phone);
    // While it was dead, another program may have taken the port for a moment.
    server.once('error', () => (retry = setTimeout(start, retryMs)));
    server.listen(port, host);
  };
  const end = (): Promise<void> => {
    clearTimeout(retry);
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    server.closeAllConnections();
    return closed;
  };
  const endAtOnce = (): void => void end();
  phone.link.on('wdaEnded', endAtOnce).on('wdaStarted', start);
  return {
    port,
    close: () => {
      phone.link.off('wdaEnded', endAtOnce).off('wdaStarted', start);
      return end();
    },
  };
}

/** One life of WebDriverAgent. It begins without a session. */
function makeServer(phone: Phone): Server {
  const state: WdaState = { phone, sessionId: undefined };
  return createServer((request, response) => {
    void answer(state, request).then(({ status, value }) => {
      const body = JSON.stringify({ value: value ?? null, sessionId: state.sessionId ?? null });
      response.writeHead(status, {
        'Content-Type': 'application/json;charset=UTF-8',
        'Content-Length': Buffer.byteLength(body),
      });
      response.end(body);
    });
  });
}

async function answer(state: WdaState, request: IncomingMessage): Promise<Answer> {
  try {
    const text = (await buffer(request)).toString('utf8');
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const route = routes.find((known) => known.method === request.method && matches(known, path));
    if (route === undefined) {
      throw new WebDriverError(404, 'unknown command', `Unhandled endpoint: ${request.method ?? ''} ${path}`);
    }
    if (route.path.startsWith(sessionPath) && path.split('/')[2] !== state.sessionId) {
      throw new WebDriverError(404, 'invalid session id', 'Session does not exist');
    }
    return { status: 200, value: await route.handle(state, text === '' ? {} : (JSON.parse(text) as unknown)) };
  } catch (error) {
    const known =
      error instanceof WebDriverError
        ? error
        : error instanceof ZodError || error instanceof SyntaxError
          ? new WebDriverError(400, 'invalid argument', error.message)
          : new WebDriverError(500, 'unknown error', String(error));
    return { status: known.status, value: { error: known.error, message: known.message, traceback: '' } };
  }
}

function matches({ path }: Route, asked: string): boolean {
  const parts = path.split('/');
  const askedParts = asked.split('/');
  return (
    parts.length === askedParts.length &&
    parts.every((part, index) => part.startsWith(':') || part === askedParts[index])
  );
}
