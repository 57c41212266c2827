import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Target } from '../phone/target.js';
import { exchangeSchema } from './exchange.js';
import type { Exchange } from './exchange.js';
import type { Lab } from './lab.js';
import { recordingLab, trafficFile } from './recording-lab.js';

const target: Target = { udid: '00008110-0000000000000001', name: 'a phone', osVersion: '17.5' };

describe('a lab that records', () => {
  const logs = temporaryFolder().path;
  const logFile = join(logs, 'appium.log');
  const servers: Server[] = [];
  const labs: Lab[] = [];
  afterEach(async () => {
    for (const lab of labs.splice(0)) await lab.close();
    for (const server of servers.splice(0)) server.close();
  });

  type Answer = readonly [status: number, body: string];

  /** A server that answers as it is told; undefined breaks the connection. */
  async function serve(answer: (asked: IncomingMessage) => Promise<Answer | undefined> | Answer | undefined) {
    const server = createServer((asked, answering) => {
      void Promise.resolve(answer(asked)).then((answered) => {
        if (answered === undefined) return asked.socket.destroy();
        answering.writeHead(answered[0], { 'Content-Type': 'application/json;charset=UTF-8' }).end(answered[1]);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { port, url: `http://127.0.0.1:${String(port)}` };
  }

  function record(lab: Partial<Lab>): Lab {
    const whole = { endpoint: () => Promise.reject(new Error('no server')), close: () => Promise.resolve(), ...lab };
    const recording = recordingLab(whole as Lab);
    labs.push(recording);
    return recording;
  }

  const recorded = (): Exchange[] =>
    readFileSync(trafficFile(logs, target.udid), 'utf8')
      .trim()
      .split('\n')
      .map((line) => exchangeSchema.parse(JSON.parse(line)));

  const wdaUrlIn = async (lab: Lab): Promise<string> =>
    String(((await lab.capabilities(target)) as Record<string, unknown>)['appium:webDriverAgentUrl']);

  it('passes everything on to a WebDriverAgent that listens already, and writes it down', async () => {
    const asked: unknown[] = [];
    const wda = await serve(async (request) => {
      if (request.url === '/broken') return undefined;
      const body = request.method === 'POST' ? await json(request) : undefined;
      asked.push([request.method, request.url, body]);
      return request.url === '/none' ? [404, ''] : [200, '{ "value" : [1, null] }'];
    });
    const endpoint = { protocol: 'http', hostname: '127.0.0.1', port: 1, path: '/' } as const;
    const lab = record({
      endpoint: () => Promise.resolve(endpoint),
      capabilities: () => Promise.resolve({ 'appium:udid': target.udid, 'appium:webDriverAgentUrl': wda.url }),
    });
    await lab.endpoint(logFile);
    const url = await wdaUrlIn(lab);
    expect(url).not.to.equal(wda.url);

    const first = await fetch(`${url}/session/1/wda/apps/state`, { method: 'POST', body: '{"bundleId":"a"}' });
    expect([first.status, first.headers.get('content-type'), await first.text()]).to.deep.equal([
      200,
      'application/json;charset=UTF-8',
      '{ "value" : [1, null] }',
    ]);
    const second = await fetch(`${url}/none`);
    expect([second.status, await second.text()]).to.deep.equal([404, '']);
    const third = await fetch(`${url}/broken`).then(
      () => 'answered',
      () => 'broken',
    );
    expect(third).to.equal('broken');
    await lab.close();

    expect(asked).to.deep.equal([
      ['POST', '/session/1/wda/apps/state', { bundleId: 'a' }],
      ['GET', '/none', undefined],
    ]);
    const kept = recorded().map(({ request, answer, failure }) => ({
      request,
      ...(answer && { status: answer.status, json: answer.json, type: answer.headers['content-type'] }),
      failed: failure !== undefined,
    }));
    const type = 'application/json;charset=UTF-8';
    expect(kept).to.deep.equal([
      {
        request: { method: 'POST', path: '/session/1/wda/apps/state', json: { bundleId: 'a' } },
        status: 200,
        json: { value: [1, null] },
        type,
        failed: false,
      },
      { request: { method: 'GET', path: '/none' }, status: 404, json: undefined, type, failed: false },
      { request: { method: 'GET', path: '/broken' }, failed: true },
    ]);
  });

  it('lets the driver start WebDriverAgent by a session that it holds, and starts it anew when it died', async () => {
    const wda = await serve(() => [200, '{"value":{"ready":true}}']);
    let alive = true;
    const other = await serve(() => (alive ? [200, '{"value":{}}'] : undefined));
    const ports = [other.port, wda.port];
    const asked: string[] = [];
    const server = await serve(async (request) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      if (request.method !== 'POST') return [200, '{"value":null}'];
      const { capabilities } = (await json(request)) as { capabilities: { alwaysMatch: Record<string, unknown> } };
      const { 'appium:wdaLocalPort': port, 'appium:newCommandTimeout': timeout } = capabilities.alwaysMatch;
      expect(timeout).to.equal(0);
      expect(Object.keys(capabilities.alwaysMatch)).not.to.include('wdio:enforceWebDriverClassic');
      return [200, JSON.stringify({ value: { sessionId: String(port) } })];
    });
    const lab = record({
      endpoint: () => Promise.resolve({ protocol: 'http', hostname: '127.0.0.1', port: server.port, path: '/' }),
      capabilities: () =>
        Promise.resolve({
          'appium:udid': target.udid,
          'appium:wdaLocalPort': ports[0] ?? 0,
          'wdio:enforceWebDriverClassic': true,
        }),
    });
    await lab.endpoint(logFile);
    const url = await wdaUrlIn(lab);
    expect(await lab.capabilities(target)).not.to.have.property('appium:wdaLocalPort');
    expect(await (await fetch(`${url}/status`)).json()).to.deep.equal({ value: {} });
    alive = false;
    ports.shift();
    expect(await wdaUrlIn(lab), 'the recording goes on').to.equal(url);
    expect(await (await fetch(`${url}/status`)).json()).to.deep.equal({ value: { ready: true } });
    await lab.close();
    expect(asked).to.deep.equal([
      'POST /session',
      `DELETE /session/${String(other.port)}`,
      'POST /session',
      `DELETE /session/${String(wda.port)}`,
    ]);
  });

  it('says why WebDriverAgent did not start', async () => {
    const server = await serve(() => [500, '{"value":{"message":"xcodebuild failed with code 65\\nmore"}}']);
    const lab = record({
      endpoint: () => Promise.resolve({ protocol: 'http', hostname: '127.0.0.1', port: server.port, path: '/' }),
      capabilities: () => Promise.resolve({ 'appium:wdaLocalPort': 8100 }),
    });
    await lab.endpoint(logFile);
    const failure = await lab.capabilities(target).catch(String);
    expect(failure).to.include('WebDriverAgent did not start: xcodebuild failed with code 65;');
  });
});
