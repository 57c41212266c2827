import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ZodError } from 'zod';
import type { Phone } from '../phone.js';
import { routes, WebDriverError } from './routes.js';
import type { Route, WdaState } from './routes.js';

interface Answer {
  readonly status: number;
  readonly value: unknown;
}

/**
 * WebDriverAgent's HTTP server for one phone, on the loopback. Port 0 takes a free one. Rejects when the port is in use.
 */
export async function startWda(phone: Phone, port: number): Promise<Server> {
  const state: WdaState = { phone, sessionId: undefined };
  const server = createServer((request, response) => {
    void answer(state, request).then(({ status, value }) => {
      const body = JSON.stringify({ value: value ?? null, sessionId: state.sessionId ?? null });
      response.writeHead(status, {
        'Content-Type': 'application/json;charset=UTF-8',
        'Content-Length': Buffer.byteLength(body),
      });
      response.end(body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function answer(state: WdaState, request: IncomingMessage): Promise<Answer> {
  try {
    const text = (await buffer(request)).toString('utf8');
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const route = routes.find((known) => known.method === request.method && matches(known, path));
    if (route === undefined) {
      throw new WebDriverError(404, 'unknown command', `Unhandled endpoint: ${request.method ?? ''} ${path}`);
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
