import { appendFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { createServer, request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { parseJson } from '../contract/json.js';
import type { Exchange } from './exchange.js';

/** Stands between the driver and one WebDriverAgent, and writes down what they say. */
export interface RecordingProxy {
  readonly url: string;
  /** Where requests go from now on: another WebDriverAgent of the same phone. */
  readonly forwardTo: (url: string) => void;
  readonly close: () => Promise<void>;
}

const host = '127.0.0.1';

/** Headers that belong to one connection and not to what is said over it (RFC 9110, section 7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host']);

/** Starts a proxy that appends each exchange to a file, one JSON value a line, as soon as it is over. */
export async function startRecordingProxy(target: string, file: string): Promise<RecordingProxy> {
  let forward = new URL(target);
  const began = performance.now();
  const server = createServer((asked, answering) => {
    void exchange(asked, answering).then((exchanged) => {
      appendLine(file, JSON.stringify(exchanged));
    });
  });
  // The driver keeps its connections for as long as WebDriverAgent would.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, host, resolve);
  });

  async function exchange(asked: IncomingMessage, answering: ServerResponse): Promise<Exchange> {
    const atMs = performance.now() - began;
    const sent = await buffer(asked);
    const { method = 'GET', url: path = '/' } = asked;
    const request = { method, path, ...contentOf(sent) };
    const sentAt = performance.now();
    try {
      const answered = await pass(asked, sent);
      const data = await buffer(answered);
      const { statusCode: status = 0, headers } = answered;
      const tookMs = performance.now() - sentAt;
      answering.writeHead(status, withoutHops(headers));
      answering.end(data);
      return { atMs, request, answer: { status, headers: flat(headers), ...contentOf(data), tookMs } };
    } catch (error) {
      // The driver sees a connection that broke, as it would without a proxy.
      asked.socket.destroy();
      return { atMs, request, failure: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Sends a request on, until the head of its answer is there. */
  const pass = ({ method, url, headers }: IncomingMessage, data: Buffer): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const passed = send(new URL(url ?? '/', forward), {
        method: method ?? 'GET',
        headers: { ...withoutHops(headers), host: forward.host },
        agent: false,
      });
      passed.once('response', resolve).once('error', reject).end(data);
    });

  return {
    url: `http://${host}:${String((server.address() as AddressInfo).port)}`,
    forwardTo: (url) => {
      forward = new URL(url);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A disk that is full takes the line away from the recording, and nothing from the run. */
function appendLine(file: string, line: string): void {
  const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  try {
    appendFileSync(file, `${line}\n`);
  } catch (error) {
    console.error(`rezbench: ${file} lacks an exchange: ${error instanceof Error ? error.message : String(error)}`);
    if (before > 0) truncateSync(file, before);
    else rmSync(file, { force: true });
  }
}

function contentOf(data: Buffer): { json?: unknown; text?: string } {
  if (data.length === 0) return {};
  const text = data.toString('utf8');
  const json = parseJson(text);
  return json === undefined ? { text } : { json };
}

const withoutHops = (headers: IncomingMessage['headers']): IncomingMessage['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));

const flat = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
