import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../../test/rig/temporary-folder.js';
import { bundleId, writeSmallIpa } from '../../../../test/small-app.js';
import { parseFault } from '../faults.js';
import { identityOf } from '../identity.js';
import type { IosVersion } from '../identity.js';
import { makePhone, ready } from '../phone.js';
import type { Phone, PhoneState } from '../phone.js';
import { startWda } from './server.js';
import type { Wda } from './server.js';
import type { WdaVersion } from './version.js';
import { eventually } from '../../../../test/rig/eventually.js';

interface Setting {
  readonly ios?: IosVersion;
  readonly faults?: readonly string[];
  readonly state?: Partial<PhoneState>;
  readonly version?: WdaVersion;
  readonly launchMs?: number;
}

interface Answer {
  readonly status: number;
  readonly value: unknown;
  readonly sessionId: unknown;
}

/* What it answers is held against what real ones answered, and against the sources of the version that it says it is. */
describe('WebDriverAgent on a virtual iPhone', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  const ipa = join(folder.path, 'Small.ipa');
  let phones = 0;
  let phone: Phone;
  let wda: Wda;
  let session: string;

  before(() => {
    writeSmallIpa(ipa);
  });
  afterEach(async () => {
    phone.link.close();
    phone.screen.close();
    await phone.processes.terminateAll();
    await wda.close();
  });

  /** Starts a phone with the small app on it and opens a session. */
  async function start({
    faults = [],
    state = {},
    version = '16.12.9',
    launchMs = 0,
    ios,
  }: Setting = {}): Promise<void> {
    phone = makePhone({
      identity: identityOf(1, ios),
      root: join(folder.path, String(++phones)),
      systemFor: () => ({}),
      faults: faults.map(parseFault),
      state: { ...ready, ...state },
      launchMs,
    });
    phone.apps.install(ipa);
    wda = await startWda(phone, 0, version);
    session = await newSession();
  }

  async function newSession(): Promise<string> {
    const { sessionId } = await ask('POST', '/session', { capabilities: { firstMatch: [{}] } });
    return sessionId as string;
  }

  const url = (path: string): string => `http://127.0.0.1:${String(wda.port)}${path}`;

  async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(url(path), {
      method,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, ...((await response.json()) as { value: unknown; sessionId: unknown }) };
  }

  const inSession = (method: string, path: string, body?: unknown): Promise<Answer> =>
    ask(method, `/session/${session}${path}`, body);
  const app = (what: string, more: object = {}): Promise<Answer> =>
    inSession('POST', `/wda/apps/${what}`, { bundleId, ...more });
  const launch = (...args: readonly string[]): Promise<Answer> => app('launch', { arguments: args });
  const expectNotification = (name: string, timeout: number): Promise<Answer> =>
    inSession('POST', '/wda/expectNotification', { name, type: 'darwin', timeout });

  describe('says', () => {
    it('what it is, and whose session it holds', async () => {
      await start();
      const { status, value, sessionId } = await ask('GET', '/status');
      expect([status, sessionId]).to.deep.equal([200, session]);
      expect(value).to.deep.equal({
        ready: true,
        message: 'WebDriverAgent is ready to accept commands',
        state: 'success',
        // The SDK that it was built with, not the phone's iOS.
        os: { name: 'iOS', version: '17.5', sdkVersion: '26.1', testmanagerdVersion: 65_535 },
        ios: { ip: '192.0.2.1' },
        build: {
          time: 'Nov  3 2026 09:12:40',
          productBundleIdentifier: 'com.facebook.WebDriverAgentRunner',
          version: '16.12.9',
        },
        device: 'iphone',
      });
      await ask('DELETE', `/session/${session}`);
      expect((await ask('GET', '/status')).sessionId).to.equal(null);
    });

    it('what a session is', async () => {
      await start();
      expect((await inSession('GET', '')).value).to.deep.equal({
        sessionId: session,
        capabilities: { device: 'iphone', sdkVersion: '17.5' },
      });
      expect((await ask('POST', '/session', {})).value).to.include({ error: 'session not created' });
    });

    it('nothing that identifies the phone to others', async () => {
      await start();
      const { value } = await ask('GET', '/wda/device/info');
      expect(value).to.have.all.keys(
        ...['currentLocale', 'isSimulator', 'model', 'name', 'thermalState', 'timeZone'],
        ...['userInterfaceIdiom', 'userInterfaceStyle', 'uuid'],
      );
      expect(value).to.include({ name: 'iPhone', timeZone: 'GMT' });
      expect((value as { uuid: string }).uuid).to.match(/^[0-9A-F-]{36}$/);
    });

    it('the level of the battery as a float of single precision, in steps of 5 %', async () => {
      await start({ faults: ['battery:2'] });
      const level = async (): Promise<unknown> => (await inSession('GET', '/wda/batteryInfo')).value;
      expect(await level()).to.deep.equal({ level: 0.8500000238418579, state: 2 });
      await launch();
      await app('terminate');
      await launch();
      expect(await level()).to.deep.equal({ level: 0.800000011920929, state: 2 });
    });

    it('that level per cent by per cent before iOS 17', async () => {
      await start({ ios: '16.7' });
      expect((await inSession('GET', '/wda/batteryInfo')).value).to.deep.equal({ level: 0.8700000047683716, state: 2 });
    });

    it('that it does not know the level of a battery that says nothing', async () => {
      await start({ faults: ['battery-silent'] });
      await launch();
      expect((await inSession('GET', '/wda/batteryInfo')).value).to.deep.equal({ level: -1, state: 0 });
    });

    it('which app is in front', async () => {
      await start();
      expect((await ask('GET', '/wda/activeAppInfo')).value).to.include({ bundleId: 'com.apple.springboard' });
      await launch('--job', 'one');
      const { value } = await inSession('GET', '/wda/activeAppInfo');
      expect(value).to.deep.include({ bundleId, name: '', processArguments: { args: ['--job', 'one'], env: {} } });
      expect((value as { pid: number }).pid).to.equal(phone.processes.launched[0]?.child.pid);
      await ask('POST', '/wda/homescreen');
      expect((await inSession('GET', '/wda/activeAppInfo')).value).to.include({ bundleId: 'com.apple.springboard' });
    });

    it('all settings, and keeps those that it knows', async () => {
      await start();
      const path = '/appium/settings';
      const before_ = (await inSession('GET', path)).value;
      expect(before_).to.include({ mjpegServerFramerate: 10, snapshotMaxDepth: 50, waitForIdleTimeout: 10 });
      const settings = { waitForIdleTimeout: 3, snapshotMaxDepth: null, whatIsThis: true };
      const { value } = await inSession('POST', path, { settings });
      expect(value).to.deep.equal({ ...(before_ as object), waitForIdleTimeout: 3 });
      expect((await inSession('GET', path)).value).to.deep.equal(value);
      expect((await inSession('POST', path, { settings: [] })).value).to.include({ error: 'invalid argument' });
    });

    it('whether the phone is locked, and how it is held, with a session and without', async () => {
      await start();
      phone.screen.lock();
      for (const prefix of ['', `/session/${session}`]) {
        expect((await ask('GET', `${prefix}/wda/locked`)).value).to.equal(true);
        expect((await ask('GET', `${prefix}/orientation`)).value).to.equal('PORTRAIT');
      }
      phone.screen.unlock();
      expect((await ask('GET', '/wda/locked')).value).to.equal(false);
    });
  });

  describe('over HTTP', () => {
    /** The raw answer to a raw request, up to its end. */
    async function raw(request: string): Promise<string> {
      const socket = connect(wda.port, '127.0.0.1');
      let text = '';
      socket.on('data', (data: Buffer) => (text += data.toString()));
      socket.write(request);
      await eventually(() => text.includes('\r\n\r\n') && (!/Content-Length: [1-9]/.test(text) || text.endsWith('}')));
      socket.destroy();
      return text;
    }
    const headersIn = (answer: string): string[] =>
      (answer.split('\r\n\r\n')[0] ?? '')
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(':')[0] ?? '');

    it('prints JSON as Apple does, and sends its own headers and no others', async () => {
      await start();
      const answer = await raw(`GET /session/${session}/wda/locked HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
      expect(headersIn(answer)).to.have.members([...['Server', 'Content-Type', 'Content-Length']]);
      expect(answer).to.contain('Content-Type: application/json;charset=UTF-8');
      expect(answer.split('\r\n\r\n')[1]).to.equal(`{\n  "value" : false,\n  "sessionId" : "${session}"\n}`);
      expect(await raw('GET /a/b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')).to.contain('Unhandled endpoint: \\/a\\/b with');
    });

    it('takes what is no JSON object for no arguments', async () => {
      await start();
      for (const body of ['{', '[]', '"x"', undefined]) {
        const { status, value } = await inSession('POST', '/wda/expectNotification', body);
        expect([status, value]).to.deep.equal([
          400,
          { error: 'invalid argument', message: 'Notification name argument must be provided', traceback: '' },
        ]);
      }
    });

    it('refuses a body of unknown length', async () => {
      await start();
      const answer = await raw('POST /session HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n');
      expect(answer)
        .to.match(/^HTTP\/1.1 400 /)
        .and.to.contain('Transfer-Encoding is not supported');
    });

    it('dates its answers when it is old, and refuses a POST without a body without a word', async () => {
      await start({ version: '7.1.1' });
      const answer = await raw('GET /status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
      expect(headersIn(answer)).to.include.members(['Date', 'Accept-Ranges']);
      expect(answer).not.to.contain('"version" : "7.1.1"');
      expect(await raw('POST /wda/homescreen HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'))
        .to.match(/^HTTP\/1.1 400 Bad Request\r\n/)
        .and.to.match(/Content-Length: 0\r\n(.*\r\n)*Connection: close/);
      expect((await inSession('GET', '/appium/settings')).value).to.include({ customSnapshotTimeout: 15 });
    });

    it('carries out one command after another, but says its status beside them and lets a session end', async () => {
      await start();
      const answered: string[] = [];
      const asked = async (name: string, asking: Promise<Answer>): Promise<Answer> => {
        const answer = await asking;
        answered.push(name);
        return answer;
      };
      const waiting = asked('notification', expectNotification('never', 600));
      await eventually(() => phone.log.entries.at(-1)?.what.endsWith('/wda/expectNotification') === true);
      const state = asked('state', app('state'));
      await asked('status', ask('GET', '/status'));
      const former = session;
      await asked('end', ask('DELETE', `/session/${former}`));
      const deleted = {
        error: 'invalid session id',
        message: `Session ${former} was deleted while this request was still pending`,
        traceback: '',
      };
      for (const { status, value } of await Promise.all([waiting, state])) {
        expect([status, value]).to.deep.equal([404, deleted]);
      }
      expect(answered[0]).to.equal('status');
      // What nobody waits for any more still occupies it, until it is started anew.
      const blocked = asked('session', ask('POST', '/session', { capabilities: {} })).catch(() => undefined);
      await ask('GET', '/status');
      expect(answered).not.to.include('session');
      phone.link.endWda();
      await blocked;
    });
  });

  describe('waits for a notification', () => {
    it('that comes', async () => {
      await start();
      await launch('--post', 'org.example.done');
      expect(await expectNotification('org.example.done', 20)).to.include({ status: 200, value: null });
    });

    it('that does not come, as long as it was told', async () => {
      await start();
      const { status, value } = await expectNotification('org.example.done', 0.05);
      expect([status, value]).to.deep.equal([
        408,
        {
          error: 'timeout',
          message: 'Did not receive any expected org.example.done notifications within 0.05s',
          traceback: '',
        },
      ]);
    });

    it('that came before anybody observed, in vain', async () => {
      await start();
      let posted = false;
      const stop = phone.notifications.observe('org.example.done', () => (posted = true));
      await launch('--post-once', 'org.example.done');
      await eventually(() => posted);
      stop();
      expect((await expectNotification('org.example.done', 0.05)).status).to.equal(408);
    });

    it('of another process, in vain when it should be one of its own', async () => {
      await start();
      await launch('--post', 'org.example.done');
      const body = { name: 'org.example.done', timeout: 0.1 };
      expect((await inSession('POST', '/wda/expectNotification', body)).status).to.equal(408);
      const odd = await inSession('POST', '/wda/expectNotification', { ...body, type: 'kitchen' });
      expect(odd.value).to.include({
        message: "Notification type could only be 'plain' or 'darwin'. Got 'kitchen' instead",
      });
    });

    it('that is lost, in the launch that was meant', async () => {
      await start({ faults: ['lost-notification:2'] });
      for (const status of [200, 408, 200]) {
        await launch('--post', 'org.example.done');
        // Those that come at all come again and again.
        expect((await expectNotification('org.example.done', status === 200 ? 20 : 0.2)).status).to.equal(status);
        await app('terminate');
      }
    });
  });

  describe('refuses a launch', () => {
    const refusal = async (asked = launch()): Promise<string> => {
      const { status, value } = await asked;
      expect([status, (value as { error: string }).error]).to.deep.equal([400, 'invalid argument']);
      return (value as { message: string }).message;
    };

    it('of an app that is not there', async () => {
      await start();
      const message = await refusal(app('launch', { bundleId: 'org.none' }));
      expect(message).to.match(
        /^Error Domain=FBSOpenApplicationServiceErrorDomain Code=4 "The request to open "org.none"/,
      );
      expect(message).to.contain('Application info provider (FBSApplicationLibrary) returned nil for "org.none"');
      expect(message).not.to.contain('\n');
      expect((await app('state', { bundleId: 'org.none' })).value).to.equal(1);
    });

    it('on a locked phone, until it is unlocked', async () => {
      await start({ state: { locked: true } });
      const message = await refusal();
      expect(message).to.contain('FBSOpenApplicationServiceErrorDomain Code=1').and.to.contain('reason: Locked');
      expect((await app('state')).value).to.equal(1);
      phone.screen.unlock();
      expect((await launch()).status).to.equal(200);
    });

    it('of a developer who is not trusted', async () => {
      await start({ state: { trustsDeveloper: false } });
      expect(await refusal()).to.contain('has not been explicitly trusted by the user');
    });

    it('when the phone has locked itself after the launch before', async () => {
      await start({ faults: ['lock:2:3600'] });
      const locked = async (): Promise<unknown> => (await inSession('GET', '/wda/locked')).value;
      expect((await launch()).status).to.equal(200);
      expect(await locked()).to.equal(false);
      await app('terminate');
      expect(await locked()).to.equal(true);
      await refusal();
      phone.screen.unlock();
      expect((await launch()).status).to.equal(200);
      expect(phone.processes.launches).to.equal(2);
    });

    it('when the phone locks itself right before it, and only then', async () => {
      await start({ faults: ['lock:1:0.05'] });
      expect(await refusal()).to.contain('reason: Locked');
      await eventually(() => !phone.screen.isLocked);
      expect((await launch()).status).to.equal(200);
    });
  });

  describe('that is in trouble', () => {
    it('gives each answer late while an app runs, and then no more', async () => {
      await start({ faults: ['wda-slow:1:0.2'] });
      await launch();
      const began = performance.now();
      await ask('GET', '/status');
      expect(performance.now() - began).to.be.at.least(190);
      await app('terminate');
      expect(phone.wdaTrouble.slowByMs).to.equal(0);
    });

    it('fails at three requests, but for the question how it is', async () => {
      await start();
      phone.wdaTrouble.failNext(3);
      expect((await ask('GET', '/status')).status).to.equal(200);
      for (let turn = 0; turn < 3; turn++) {
        const { status, value } = await app('state');
        expect(status).to.equal(500);
        expect(value).to.include({ error: 'unknown error' }).and.to.have.property('traceback');
      }
      expect(await app('state')).to.include({ status: 200, value: 1 });
    });

    it('answers nothing, not even what was asked before, until it is started anew', async () => {
      await start();
      const before = expectNotification('never', 0.05).catch((error: unknown) => error);
      phone.link.hangWda(300);
      const after = ask('GET', '/status').catch((error: unknown) => error);
      for (const error of await Promise.all([before, after])) expect(error).to.be.an('error');
      await eventually(() =>
        ask('GET', '/status').then(
          () => true,
          () => false,
        ),
      );
      expect((await app('state')).value).to.include({ error: 'invalid session id' });
    });
  });

  describe('of a launch', () => {
    it('says when it is done, which may be long after the app runs', async () => {
      await start({ faults: ['slow-launch:1:0.3'] });
      let answered = false;
      const launching = launch().then((answer) => {
        answered = true;
        return answer;
      });
      await eventually(() => phone.processes.launches === 1);
      expect(answered).to.equal(false);
      expect((await launching).status).to.equal(200);
    });

    it('gives up when it hangs, and is blocked until then', async () => {
      await start({ faults: ['hang-launch:1:0.2'] });
      const [launched, state] = await Promise.all([launch(), app('state')]);
      expect(launched.status).to.equal(408);
      expect(launched.value).to.include({ error: 'timeout' });
      // The app runs all the same.
      expect(state.value).to.equal(4);
    });

    it('may not get hold of an app that runs, whose state it does not know then', async () => {
      await start({ faults: ['late-attach:1:0.5'] });
      const launched = await launch();
      expect(launched.status).to.equal(500);
      expect(launched.value).to.include({ error: 'unknown error' });
      expect((await app('state')).value).to.equal(0);
      await eventually(async () => (await app('state')).value === 4);
      expect(phone.processes.launches).to.equal(1);
    });

    it('may not know the state three times', async () => {
      await start({ faults: ['unknown-state:2'] });
      const states = async (): Promise<unknown[]> => {
        const known: unknown[] = [];
        for (let times = 0; times < 4; times += 1) known.push((await app('state')).value);
        return known;
      };
      await launch();
      expect(await states()).to.deep.equal([4, 4, 4, 4]);
      await app('terminate');
      await launch();
      expect(await states()).to.deep.equal([0, 0, 0, 4]);
    });

    it('knows whether the app is in the background, and suspended there', async () => {
      await start();
      await launch();
      await ask('POST', '/wda/homescreen');
      expect((await app('state')).value).to.equal(3);
      phone.processes.suspend(bundleId);
      expect((await app('state')).value).to.equal(2);
      expect((await app('activate')).status).to.equal(200);
      expect((await app('state')).value).to.equal(4);
      phone.screen.lock();
      expect((await app('state')).value).to.equal(3);
    });
  });

  it('can do nothing without its test session, says that it is ready, and is started anew', async () => {
    await start({ faults: ['orphan-wda:1:3600'] });
    await launch('--job', 'jobs/one.json');
    await eventually(() => phone.link.wdaIsOrphaned);
    expect((await ask('GET', '/status')).value).to.include({ ready: true });
    for (const [asked, status] of [
      [launch(), 400],
      [app('state'), 500],
      [app('terminate'), 500],
      [ask('POST', '/session', { capabilities: {} }), 500],
      [inSession('GET', '/orientation'), 500],
    ] as const) {
      const { status: answered, value } = await asked;
      expect(answered).to.equal(status);
      expect((value as { message: string }).message).to.contain(
        'XCTDaemonErrorDomain Code=41 "Not authorized for performing UI testing actions"',
      );
    }
    // What it knows by itself it still tells.
    expect((await inSession('GET', '/wda/locked')).value).to.equal(false);
    phone.link.endWda();
    await eventually(() =>
      ask('GET', '/status').then(
        () => true,
        () => false,
      ),
    );
    expect((await app('state')).status).to.equal(404);
    session = await newSession();
    expect((await app('state')).value).to.equal(4);
  });

  it('tells the app what becomes of its scene', async () => {
    await start();
    const states = (): string[] =>
      readFileSync(phone.screen.sceneFile, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { state: string }).state);
    await launch();
    phone.screen.raiseAlert();
    phone.screen.lock();
    phone.screen.unlock();
    phone.screen.dismissAlert();
    await ask('POST', '/wda/homescreen');
    await app('activate');
    expect(states()).to.deep.equal(['inactive', 'background', 'inactive', 'active', 'background', 'active']);
  });

  it('leaves in the log what it was asked for, and when apps began and ended', async () => {
    await start();
    const startNs = process.hrtime.bigint();
    await launch('--job', 'one');
    await app('terminate');
    const child = phone.processes.launched[0]?.child;
    if (child?.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const endNs = process.hrtime.bigint();
    const entries = phone.log.entries.filter(({ atNs }) => atNs >= startNs);
    expect(entries.map(({ layer, what }) => `${layer} ${what}`)).to.deep.equal([
      `wda POST /session/${session}/wda/apps/launch`,
      `app launch ${bundleId} --job one`,
      `wda POST /session/${session}/wda/apps/terminate`,
      `app end ${bundleId}`,
    ]);
    expect(phone.processes.launched[0]?.startedNs).to.equal(entries[1]?.atNs);
    expect(phone.log.requestsBetween(startNs, endNs)).to.have.length(2);
    expect(phone.log.requestsBetween(endNs, endNs + 1n)).to.have.length(0);
  });
});
