import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../../test/rig/temporary-folder.js';
import { bundleId, writeSmallIpa } from '../../../../test/small-app.js';
import { identityOf } from '../identity.js';
import { makePhone, ready } from '../phone.js';
import type { Phone } from '../phone.js';
import { longestBodyBytes } from './guard.js';
import { startWda } from './server.js';
import type { Wda } from './server.js';
import { eventually } from '../../../../test/rig/eventually.js';

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: { readonly value: unknown; readonly sessionId: string | null };
}

describe('WebDriverAgent on a virtual iPhone, and strangers', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  let phone: Phone;
  let wda: Wda;
  let session: string;

  before(async () => {
    const ipa = join(folder.path, 'Small.ipa');
    writeSmallIpa(ipa);
    phone = makePhone({
      identity: identityOf(1),
      root: join(folder.path, 'phone'),
      systemFor: () => ({}),
      faults: [],
      state: ready,
    });
    phone.apps.install(ipa);
    wda = await startWda(phone, 0, '16.12.9');
    session = (await ask('/session', { capabilities: {} })).body.sessionId ?? '';
  });
  after(async () => {
    phone.link.close();
    phone.screen.close();
    await phone.processes.terminateAll();
    await wda.close();
  });

  /** fetch names the host itself; a browser's page has a name that its owner chose. */
  async function ask(path: string, body?: object, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asking = request({ host: '127.0.0.1', port: wda.port, path, method: body ? 'POST' : 'GET', headers });
      asking.on('error', reject).on('response', (answer) => {
        text(answer).then((said) => {
          resolve({ status: answer.statusCode, headers: answer.headers, body: JSON.parse(said) as Answer['body'] });
        }, reject);
      });
      const content = body && JSON.stringify(body);
      asking.setHeader('Content-Length', Buffer.byteLength(content ?? ''));
      asking.end(content);
    });
  }

  const container = (): string => phone.apps.get(bundleId)?.container ?? '';
  const launchPath = (): string => `/session/${session}/wda/apps/launch`;

  const ofPages: readonly OutgoingHttpHeaders[] = [
    { origin: 'https://example.org' },
    // A sandboxed frame, and a file that was opened.
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    // A name that its owner points at the loopback once the page is there.
    { host: 'rebound.example.org' },
    { host: '127.0.0.1.example.org:80' },
    { host: 'localhost.example.org' },
  ];
  for (const headers of ofPages) {
    it(`refuses a web page: ${JSON.stringify(headers)}`, async () => {
      for (const [path, body] of [
        ['/status', undefined],
        ['/session', { capabilities: {} }],
        [launchPath(), { bundleId }],
      ] as const) {
        const answer = await ask(path, body, headers);
        expect(answer.status).to.equal(403);
        expect(answer.body).to.have.property('sessionId', null);
      }
      expect(phone.processes.launches).to.equal(0);
      expect((await ask(`/session/${session}`)).status, 'the session').to.equal(200);
    });
  }

  it('lets no page read what it answers', async () => {
    const { headers } = await ask('/status', undefined, { host: `localhost:${String(wda.port)}` });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).to.deep.equal([]);
  });

  it('answers a driver, and somebody who types the address', async () => {
    for (const headers of [{}, { host: 'LOCALHOST' }, { host: '[::1]:8100' }, { 'sec-fetch-site': 'none' }]) {
      expect((await ask('/status', undefined, headers)).status).to.equal(200);
    }
  });

  it('carries out commands of the session that it gave and of no other', async () => {
    for (const other of ['00000000-0000-0000-0000-000000000000', session.toLowerCase(), '..']) {
      const { status, body } = await ask(`/session/${other}/wda/apps/launch`, { bundleId });
      expect(status).to.equal(404);
      expect(body.value, other).to.have.property('error', other === '..' ? 'unknown command' : 'invalid session id');
    }
    expect(phone.processes.launches).to.equal(0);
  });

  it('gives an app neither a variable nor an option of the one who launches it', async () => {
    const trap = join(folder.path, 'trap.cjs');
    const environment = {
      ...{ NODE_OPTIONS: `--require=${trap}`, NODE_PATH: '/', PATH: '/trap', LD_PRELOAD: '/trap.so', HOME: '/trap' },
      ...{ DYLD_INSERT_LIBRARIES: '/trap', REZBENCH_BUNDLE: '/trap', REZBENCH_CACHE_LOG: '/trap', ANYTHING: '1' },
    };
    const args = ['--require=/trap.cjs', '-e', 'throw 1', '$(touch trap)', '; touch trap', '日本 "quoted"'];
    const { status } = await ask(launchPath(), { bundleId, arguments: args, environment });
    expect(status).to.equal(200);
    const told = join(container(), 'Documents/launches.txt');
    await eventually(() => existsSync(told) && readFileSync(told, 'utf8').endsWith('\n'));
    expect(readFileSync(told, 'utf8')).to.equal(`${args.join(' ')}\n`);
    const found = JSON.parse(readFileSync(join(container(), 'Documents/environment.json'), 'utf8')) as object;
    expect(JSON.stringify(found)).not.to.contain('trap');
    expect(found).not.to.have.any.keys('NODE_OPTIONS', 'NODE_PATH', 'PATH', 'LD_PRELOAD', 'ANYTHING');
  });

  it('reads no body that is longer than a command can be', async () => {
    const { status } = await ask('/session', { capabilities: {}, more: 'x'.repeat(longestBodyBytes) });
    expect(status).to.equal(413);
    expect((await ask(`/session/${session}`)).status, 'the session').to.equal(200);
  });

  it('outlives what is no URL', async () => {
    const socket = connect(wda.port, '127.0.0.1');
    socket.end('GET //[ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).to.match(/^HTTP\/1.1 404 /);
    expect((await ask('/status')).status).to.equal(200);
  });
});
