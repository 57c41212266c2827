import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterTest } from './rig/clean-up.js';

/** A slot of a node, as Grid shows it. */
export interface FakeSlot {
  stereotype: Record<string, unknown>;
  session?: { sessionId: string; start: string; capabilities: Record<string, unknown> } | null;
}

export interface FakeNode {
  uri: string;
  availability: 'UP' | 'DOWN' | 'DRAINING';
  slots: FakeSlot[];
}

/** A hub that answers as Selenium Grid 4.48.0 does, as far as rezbench asks it. What it shows can be changed. */
export interface FakeGrid {
  readonly url: string;
  nodes: FakeNode[];
  secret: string;
  /** USER:PASSWORD that it asks for. */
  login?: string;
  /** Whether the Appium of sessions answers: a session is ended only then. */
  endsSessions: boolean;
  /** Requests that changed something, such as `DELETE /session/ID`. */
  readonly changes: string[];
  /** With which login each of them came. */
  readonly logins: (string | undefined)[];
  /** Calls back before each status is given. */
  onStatus: () => void;
}

/** Starts a hub that ends with the test. */
export async function startFakeGrid(nodes: FakeNode[] = []): Promise<FakeGrid> {
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ value }));
    };
    const login = grid.login && `Basic ${Buffer.from(grid.login).toString('base64')}`;
    if (login !== undefined && headers.authorization !== login) {
      answer(401, {});
      return;
    }
    if (url === '/status') {
      grid.onStatus();
      answer(200, { ready: grid.nodes.length > 0, message: 'Selenium Grid ready.', nodes: grid.nodes });
      return;
    }
    if (url.endsWith('/drain')) {
      const isRight = (headers['x-registration-secret'] ?? '') === grid.secret;
      answer(isRight ? 200 : 401, isRight ? false : { message: 'Unauthorized access attempted to ' });
      return;
    }
    grid.changes.push(`${method} ${url}`);
    grid.logins.push(headers.authorization);
    if (!grid.endsSessions) {
      answer(500, { error: 'unknown error', message: 'Connection error' });
      return;
    }
    for (const { slots } of grid.nodes)
      for (const slot of slots) if (url === `/session/${String(slot.session?.sessionId)}`) slot.session = null;
    answer(200, null);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const grid: FakeGrid = {
    url: `http://127.0.0.1:${String(port)}/`,
    nodes,
    secret: '',
    endsSessions: true,
    changes: [],
    logins: [],
    onStatus: () => undefined,
  };
  return grid;
}

/** A node with one phone, as `rezbench node` declares it. */
export const nodeWith = (number: number, more: Record<string, unknown> = {}): FakeNode => ({
  uri: `http://10.0.0.${String(number)}:5555`,
  availability: 'UP',
  slots: [
    {
      session: null,
      stereotype: {
        platformName: 'IOS',
        'appium:automationName': 'XCUITest',
        'appium:udid': `U${String(number)}`,
        'appium:deviceName': `iPhone of ${String(number)}`,
        'appium:platformVersion': '17.5',
        'rezbench:phone': `lab-${String(number)}`,
        'rezbench:labName': `lab-${String(number)}`,
        'rezbench:app': '/srv/Harness.ipa',
        'rezbench:appBundleId': 'dev.rezbench.harness',
        'rezbench:appBuild': 'b1',
        'rezbench:version': '0.2.0',
        'rezbench:osBuild': '21F79',
        ...more,
      },
    },
  ],
});
