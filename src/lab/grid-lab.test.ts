import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { nodeWith, startFakeGrid } from '../../test/fake-grid.js';
import type { FakeGrid, FakeSlot } from '../../test/fake-grid.js';
import { heardConsole } from '../../test/rig/console.js';
import { problemOf } from '../../test/rig/problem.js';
import { thisMachine } from '../host/process-tag.js';
import type { Target } from '../phone/target.js';
import { freeSlot, gridHubAt, statusOf, takesSecret } from './grid-hub.js';
import { gridLab } from './grid-lab.js';
import { gridLoginVariable } from './grid-login.js';
import { chooseGridPhones, isOlder } from './grid-phones.js';

const app = { ipa: 'Harness.ipa', bundleId: 'dev.rezbench.harness', build: 'b1' };

describe('the phones of a Grid', () => {
  let grid: FakeGrid;
  beforeEach(async () => {
    grid = await startFakeGrid([nodeWith(2), nodeWith(1)]);
  });

  const choose = async (phone?: string, more: { version?: string; build?: string } = {}): Promise<Target[]> =>
    chooseGridPhones(await statusOf(grid), {
      url: grid.url,
      phone,
      app: { ...app, build: more.build ?? app.build },
      version: more.version ?? '0.2.0',
    });

  const refusal = async (...asked: Parameters<typeof choose>): Promise<string> => {
    const { message, exitCode } = await problemOf(() => choose(...asked));
    return `${String(exitCode)} ${message}`;
  };

  it('are those at nodes that are up, with what their nodes declare of them', async () => {
    grid.nodes.push({ ...nodeWith(3), availability: 'DOWN' }, { ...nodeWith(4), availability: 'DRAINING' });
    const targets = await choose();
    expect(targets.map(({ udid }) => udid)).to.deep.equal(['U1', 'U2']);
    expect(targets[0]).to.deep.equal({
      udid: 'U1',
      name: 'iPhone of 1',
      osVersion: '17.5',
      osBuild: '21F79',
      labName: 'lab-1',
      grid: { phone: 'lab-1', ipa: '/srv/Harness.ipa' },
    });
  });

  it('can be chosen by udid or by name, also while another node is wrong', async () => {
    grid.nodes.push(nodeWith(3, { 'rezbench:version': '0.1.9' }));
    expect((await choose('U2')).map(({ udid }) => udid)).to.deep.equal(['U2']);
    expect((await choose('lab-1')).map(({ udid }) => udid)).to.deep.equal(['U1']);
    expect(await refusal('lab-9')).to.match(/^4 no phone of the Grid at \S+ is lab-9; there are lab-2, lab-1, lab-3$/);
  });

  it('have the names and routes that a run on their own host would write down', async () => {
    grid.nodes = [nodeWith(1, { 'rezbench:labName': undefined, 'rezbench:route': 'tunnel' })];
    const [target] = await choose();
    expect(target).not.to.have.property('labName');
    expect(target?.grid?.route).to.equal('tunnel');
  });

  it('leaves browsers of the same Grid alone', async () => {
    grid.nodes.push({
      uri: 'http://10.0.0.9:5555',
      availability: 'UP',
      slots: [{ stereotype: { browserName: 'chrome' } }],
    });
    expect(await choose()).to.have.length(2);
  });

  it('says when there are none, and how many are at nodes that are down', async () => {
    grid.nodes = [{ ...nodeWith(1), availability: 'DOWN' }];
    expect(await refusal()).to.match(
      /^4 the Grid at \S+ has no iPhone that can be used now \(1 at nodes that are not up\); run npx rezbench node --hub \S+ on/,
    );
  });

  it('refuses a node that does not declare a key by which phones are asked for', async () => {
    grid.nodes.push(nodeWith(3, { 'rezbench:phone': undefined }));
    expect(await refusal()).to.equal(
      '2 the node http://10.0.0.3:5555 does not declare rezbench:phone for U3, which could then be any; start the node by npx rezbench node',
    );
  });

  it('refuses a phone that two nodes claim, and two phones of one name', async () => {
    grid.nodes.push(nodeWith(3, { 'appium:udid': 'U1' }));
    expect(await refusal()).to.match(
      /^4 the nodes http:\/\/10\.0\.0\.1:5555 and http:\/\/10\.0\.0\.3:5555 both claim lab-1 \(U1\)|^4 the nodes http:\/\/10\.0\.0\.3:5555 and http:\/\/10\.0\.0\.1:5555 both claim/,
    );
    grid.nodes[2] = nodeWith(3, { 'rezbench:phone': 'LAB-1' });
    expect(await refusal('U1')).to.match(
      /^2 two phones of the Grid are called lab-1, U1 at \S+ and U3 at \S+; name them apart/,
    );
  });

  it('refuses a node that is older, or has another app', async () => {
    expect(await refusal(undefined, { version: '0.10.0' })).to.match(
      /^2 the node http:\/\/10\.0\.0\.\d:5555 is kept by rezbench 0\.2\.0, which is older than 0\.10\.0 here; update rezbench there/,
    );
    expect(await refusal(undefined, { build: 'b2' })).to.match(
      /^4 the node \S+ has build b1 of the harness app, and the run's is b2; copy Harness\.ipa to \/srv\/Harness\.ipa there/,
    );
  });

  it('knows which of two versions is older', () => {
    expect(isOlder('0.2.0', '0.2.0')).to.be.false;
    expect(isOlder('0.2', '0.2.0')).to.be.false;
    expect(isOlder('0.9.9', '0.10.0')).to.be.true;
    expect(isOlder('1.0.0', '0.10.0')).to.be.false;
    expect(isOlder('unknown', '0.2.0')).to.be.true;
  });
});

describe('a Grid that is none', () => {
  const refusal = async (url: string): Promise<string> => {
    const { message, exitCode } = await problemOf(() => gridLab({ url, ipa: '' }).phones());
    return `${String(exitCode)} ${message}`;
  };

  it('is told from one that cannot be reached', async () => {
    const grid = await startFakeGrid();
    expect(await refusal(`${grid.url}elsewhere`)).to.match(
      /^2 \S+ answers, and is no Selenium Grid 4; give the address/,
    );
    expect(await refusal('http://127.0.0.1:9/')).to.match(
      /^4 the Grid at http:\/\/127\.0\.0\.1:9\/ cannot be reached \(.+\); start its hub/,
    );
  });

  it('is refused before it is asked when the address is wrong', async () => {
    const { message: none } = await problemOf(() => Promise.resolve(gridHubAt('hub:4444')));
    expect(none).to.match(/^hub:4444 is no address of a Grid; give one such as http:\/\/HUB:4444/);
  });

  it('asks for a login, which is taken from the environment', async () => {
    const grid = await startFakeGrid([nodeWith(1)]);
    grid.login = 'me:a:b';
    expect(await refusal(grid.url)).to.match(
      /^2 the Grid at \S+ asks for another user or password; give them as https:\/\/USER:PASSWORD@HUB, or set REZBENCH_GRID_LOGIN/,
    );
    process.env[gridLoginVariable] = 'me:a:b';
    try {
      expect((await statusOf(grid)).phones).to.have.length(1);
      const node = await startFakeGrid();
      await freeSlot(node.url, 's-1', 's3cret');
      expect(node.changes).to.deep.equal(['DELETE /se/grid/node/session/s-1']);
      expect(node.logins, 'a node is no part of the hub').to.deep.equal([undefined]);
    } finally {
      Reflect.deleteProperty(process.env, gridLoginVariable);
    }
  });

  it('says whether it takes a secret', async () => {
    const grid = await startFakeGrid();
    grid.secret = 's3cret';
    expect(await takesSecret(gridHubAt(grid.url), 's3cret')).to.be.true;
    expect(await takesSecret(gridHubAt(grid.url), '')).to.be.false;
  });
});

describe('a session through a Grid', () => {
  const heard = heardConsole();
  let grid: FakeGrid;
  let slot: FakeSlot;
  const target: Target = {
    udid: 'U1',
    name: 'iPhone of 1',
    osVersion: '17.5',
    grid: { phone: 'lab-1', ipa: '/srv/Harness.ipa' },
  };
  const never = new AbortController().signal;

  beforeEach(async () => {
    const node = nodeWith(1, { 'appium:webDriverAgentUrl': 'http://127.0.0.1:8100', 'appium:newCommandTimeout': 3600 });
    slot = node.slots[0] as FakeSlot;
    grid = await startFakeGrid([node]);
  });

  const lab = (more = {}) => gridLab({ url: grid.url, ipa: 'Harness.ipa', lookEveryMs: 1, ...more });
  const sessionOf = (client: string) => ({
    sessionId: 's-1',
    start: '2026-01-01T00:00:00Z',
    capabilities: { 'rezbench:client': client },
  });

  it('is asked for by udid and name, and by nothing that the node declares with a value of its own', async () => {
    const capabilities = (await lab().capabilities(target)) as Record<string, unknown>;
    expect(capabilities).to.include({ platformName: 'iOS', 'appium:udid': 'U1', 'rezbench:phone': 'lab-1' });
    expect(capabilities).to.include({ 'appium:noReset': true, 'rezbench:client': thisMachine() });
    expect(capabilities).not.to.have.any.keys('appium:newCommandTimeout', 'appium:webDriverAgentUrl');
  });

  it('comes after the sessions of others, of which a person is told once', async () => {
    slot.session = sessionOf('somebody');
    let looks = 0;
    grid.onStatus = () => {
      if (++looks === 4) slot.session = null;
    };
    await lab().awaitTurn?.(target, never);
    expect(looks).to.equal(4);
    expect(grid.changes).to.deep.equal([]);
    expect(heard.said).to.have.length(1);
    expect(heard.said[0]).to.match(
      /lab-1 has another session of the Grid since 2026-01-01\S+ \(s-1\); its turn is waited for/,
    );
  });

  it('ends what an earlier one of this host has left, as soon as its Appium answers', async () => {
    slot.session = sessionOf(thisMachine());
    grid.endsSessions = false;
    let looks = 0;
    grid.onStatus = () => {
      if (++looks === 3) grid.endsSessions = true;
    };
    await lab().awaitTurn?.(target, never);
    expect(grid.changes).to.deep.equal(['DELETE /session/s-1', 'DELETE /session/s-1', 'DELETE /session/s-1']);
    expect(slot.session).to.equal(null);
  });

  it('names what it left and cannot end', async () => {
    slot.session = sessionOf(thisMachine());
    grid.endsSessions = false;
    const stop = new AbortController();
    let looks = 0;
    grid.onStatus = () => {
      if (++looks === 25) stop.abort();
    };
    await lab().awaitTurn?.(target, stop.signal);
    expect(heard.said).to.have.length(1);
    expect(heard.said[0]).to.match(/lab-1 is kept taken by a session that was lost \(s-1\); start its node again/);
  });

  it('is not waited for once the run is stopped', async () => {
    slot.session = sessionOf('somebody');
    const stop = new AbortController();
    grid.onStatus = () => {
      stop.abort();
    };
    await lab().awaitTurn?.(target, stop.signal);
    expect(slot.session).not.to.equal(null);
  });

  it('is given up when its phone has left for too long, and not when it comes back', async () => {
    const over = new AbortController();
    const gone = lab({ absenceLimitMs: 20 }).departure?.(target, over.signal);
    expect(gone?.aborted).to.be.false;
    const left = new Promise((resolve) => gone?.addEventListener('abort', resolve));
    grid.nodes = [{ ...nodeWith(1), availability: 'DOWN' }];
    await left;
    over.abort();
  });

  it('finds its phone present at a node that is up, with the iOS that it has now', async () => {
    expect(await lab().isPresent(target)).to.be.true;
    grid.nodes = [nodeWith(1, { 'appium:platformVersion': '17.6', 'rezbench:osBuild': '21G80' })];
    expect(await lab().now(target)).to.include({ osVersion: '17.6', osBuild: '21G80' });
    grid.nodes = [{ ...nodeWith(1), availability: 'DOWN' }];
    expect(await lab().isPresent(target)).to.be.false;
  });
});
