import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseJson } from '../../../src/contract/json.js';
import type { Exchange } from '../../../src/lab/exchange.js';

/** A WebDriverAgent that can say only what a recorded one said. */
export interface ReplayServer {
  readonly url: string;
  /** What was asked that the recording has no answer to. */
  readonly unanswered: readonly string[];
  readonly close: () => Promise<void>;
}

type Answer = NonNullable<Exchange['answer']>;

interface Answered {
  readonly position: number;
  readonly key: string;
  readonly answer: Answer;
}

const actions = /\/wda\/apps\/(?:launch|terminate) |^POST \/session /;

/**
 * Answers from a recording. What is asked may come more or less often than it was recorded: a question is answered as it
 * was between the same two actions, the last such answer again and again.
 */
export async function startReplay(exchanges: readonly Exchange[]): Promise<ReplayServer> {
  const answered = exchanges.flatMap(({ request, answer }, position): Answered[] =>
    answer === undefined ? [] : [{ position, key: keyOf(request.method, request.path, request.json), answer }],
  );
  const asked = new Map<string, number>();
  const unanswered: string[] = [];
  let latest = -1;

  function answerTo(key: string): Answer | undefined {
    const known = answered.filter((each) => each.key === key);
    if (actions.test(key)) {
      const found = known.find(({ position }) => position > latest) ?? known.at(-1);
      if (found) latest = found.position;
      return found?.answer;
    }
    const next = answered.find((each) => each.position > latest && actions.test(each.key))?.position ?? Infinity;
    const window = known.filter(({ position }) => position > latest && position < next);
    const turn = `${String(latest)} ${key}`;
    const before = asked.get(turn) ?? 0;
    asked.set(turn, before + 1);
    return (window[before] ?? window.at(-1) ?? known.findLast(({ position }) => position < latest) ?? known[0])?.answer;
  }

  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const key = keyOf(request.method ?? '', request.url ?? '', parseJson(body));
      const answer = answerTo(key);
      if (answer === undefined) unanswered.push(key);
      const value = { error: 'unknown command', message: `not recorded: ${key}`, traceback: '' };
      const content = JSON.stringify(answer ? answer.json : { value, sessionId: null });
      response.writeHead(answer?.status ?? 404, { 'Content-Type': 'application/json;charset=UTF-8' }).end(content);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    unanswered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/**
 * What makes two requests the same: where they go, and which app, notification or arguments they are about. A job's digest is that
 * of what today's plan asks for, which WebDriverAgent does not care about.
 */
function keyOf(method: string, path: string, body: unknown): string {
  const { bundleId, name, arguments: words } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const where = path.replace(/^\/session\/[^/]+/, '/session/:session');
  const about = [bundleId, name, withoutDigest(words)].filter((each) => each !== undefined);
  return `${method} ${where} ${JSON.stringify(about)}`;
}

function withoutDigest(words: unknown): unknown {
  if (!Array.isArray(words)) return words;
  const at = words.indexOf('--sha256');
  return at < 0 ? words : words.toSpliced(at, 2);
}
