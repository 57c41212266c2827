import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Phone } from '../phone.js';
import { refusalOf } from './guard.js';
import { prettyJson } from './json.js';
import { WdaLife } from './life.js';
import type { Answer } from './life.js';
import type { Arguments } from './route.js';
import { wdaTraits } from './version.js';
import type { WdaVersion } from './version.js';

/** WebDriverAgent on a port of the loopback, which stands for the one that a host forwards to the phone. */
export interface Wda {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const host = '127.0.0.1';
const retryMs = 100;

/** One WebDriverAgent, from its start to its end. */
export interface RunningWda {
  readonly server: Server;
  /** Hangs up on everybody and listens no more. */
  readonly end: () => Promise<void>;
  /** Of what it was about to answer, everybody gets the beginning. */
  readonly cutAnswers: () => void;
}

/** How an answer begins that never comes to its end. */
const halfAnswer =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\nContent-Length: 64\r\n\r\n{\n  "value" : ';

/**
 * Starts WebDriverAgent for one phone and lets it end and return with the phone's link to its host. Port 0 takes a free
 * one. Rejects when the port is in use.
 */
export async function startWda(phone: Phone, wantedPort: number, version: WdaVersion): Promise<Wda> {
  let running = beginWda(phone, version);
  await new Promise<void>((resolve, reject) => {
    running.server.once('error', reject).listen(wantedPort, host, resolve);
  });
  const { port } = running.server.address() as AddressInfo;
  let retry: NodeJS.Timeout | undefined;

  const start = (): void => {
    running = beginWda(phone, version);
    // While it was dead, another program may have taken the port for a moment.
    running.server.once('error', () => (retry = setTimeout(start, retryMs)));
    running.server.listen(port, host);
  };
  const end = (): Promise<void> => {
    clearTimeout(retry);
    return running.end();
  };
  const endAtOnce = (): void => void end();
  const cutAnswers = (): void => {
    running.cutAnswers();
  };
  phone.link.on('unplugged', cutAnswers).on('wdaEnded', endAtOnce).on('wdaStarted', start);
  return {
    port,
    close: () => {
      phone.link.off('unplugged', cutAnswers).off('wdaEnded', endAtOnce).off('wdaStarted', start);
      return end();
    },
  };
}

/** One that does not listen yet. */
export function beginWda(phone: Phone, version: WdaVersion): RunningWda {
  const life = new WdaLife(phone, version);
  // The requests that it has whole and has not answered yet.
  const pending = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    request.once('end', () => pending.add(response));
    void serve(life, version, request, response).finally(() => pending.delete(response));
  });
  // It lets an idle connection be, however long.
  server.keepAliveTimeout = 0;
  return {
    server,
    end: () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      server.closeAllConnections();
      life.end();
      return closed;
    },
    cutAnswers: () => {
      for (const { socket } of pending) socket?.write(halfAnswer);
    },
  };
}

async function serve(
  life: WdaLife,
  version: WdaVersion,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isOld = wdaTraits[version].server === 'CocoaHTTPServer';
  response.sendDate = isOld;
  response.removeHeader('Connection');
  response.setHeader('Server', 'WebDriverAgent/1.0');
  if (isOld) response.setHeader('Accept-Ranges', 'bytes');
  const refusal = refusalOf(request.headers);
  if (refusal !== undefined) {
    const value = { error: 'unknown error', message: refusal.message, traceback: '' };
    response.setHeader('Connection', 'close');
    send(response, { status: refusal.status, body: { value, sessionId: null } });
    return;
  }
  if (isOld && request.method === 'POST' && request.headers['content-length'] === undefined) {
    response.writeHead(400, { 'Content-Length': 0, Connection: 'close' }).end();
    return;
  }
  if (request.headers['transfer-encoding'] !== undefined) {
    const value = { error: 'invalid argument', message: 'Transfer-Encoding is not supported', traceback: '' };
    send(response, { status: 400, body: { value, sessionId: null } });
    request.destroy();
    return;
  }
  const path = pathOf(request.url ?? '/');
  // A client that hangs up within its request has asked for nothing.
  const text = await buffer(request).catch(() => undefined);
  if (text === undefined) return;
  send(response, await life.answer(request.method ?? '', path, argumentsIn(text.toString('utf8'))));
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const text = prettyJson(body);
  response.writeHead(status, {
    'Content-Type': 'application/json;charset=UTF-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** Without a query. What is no URL is the path of no command. */
function pathOf(target: string): string {
  const base = 'http://127.0.0.1';
  return URL.canParse(target, base) ? new URL(target, base).pathname : target;
}

/** What is not a JSON object counts as an empty one. */
function argumentsIn(text: string): Arguments {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Arguments) : {};
  } catch {
    return {};
  }
}
