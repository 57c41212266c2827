import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { askWda } from './wda.js';

/** Answers by path: the body, with the status of the W3C protocol for errors. */
type Answers = Readonly<Record<string, { readonly status?: number; readonly value: unknown }>>;

const unknownCommand = {
  status: 404,
  value: { error: 'unknown command', message: 'Unhandled endpoint', traceback: '' },
};
const notAuthorized = {
  status: 500,
  value: {
    error: 'unable to capture screen',
    message: 'Error Domain=XCTDaemonErrorDomain Code=41 "Not authorized for performing UI testing actions."',
    traceback: '',
  },
};

describe('a WebDriverAgent that somebody keeps running', () => {
  let server: Server | undefined;
  const asked: string[] = [];

  async function serve(answers: Answers): Promise<string> {
    server = createServer((request, response) => {
      asked.push(`${String(request.method)} ${String(request.url)}`);
      const { status = 200, value } = answers[request.url ?? ''] ?? unknownCommand;
      response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8' }).end(JSON.stringify({ value }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
    asked.length = 0;
  });

  const status = { '/status': { value: { ready: true, state: 'success' } } };

  it('tells of the screen and of heat, in commands that start no session', async () => {
    const url = await serve({
      ...status,
      '/screenshot': { value: 'iVBORw0KGgo=' },
      '/wda/locked': { value: true },
      '/wda/device/info': { value: { thermalState: 2, name: 'P' } },
    });
    expect(await askWda(`${url}/`)).to.deep.equal({ kind: 'ready', acts: true, screenLocked: true, thermalState: 2 });
    expect(asked.every((line) => line.startsWith('GET /') && !line.includes('session'))).to.be.true;
  });

  it('is told from one whose test session is over, which still says it is ready', async () => {
    expect(await askWda(await serve({ ...status, '/screenshot': notAuthorized }))).to.deep.equal({ kind: 'orphaned' });
  });

  it('proves nothing where it lacks those commands', async () => {
    expect(await askWda(await serve(status))).to.deep.equal({
      kind: 'ready',
      acts: undefined,
      screenLocked: undefined,
      thermalState: undefined,
    });
  });

  it('is silent where nobody listens, and where something else does', async () => {
    expect(await askWda('http://127.0.0.1:1')).to.deep.equal({ kind: 'silent' });
    expect(await askWda(await serve({}))).to.deep.equal({ kind: 'silent' });
  });
});
