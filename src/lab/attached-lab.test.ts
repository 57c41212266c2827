import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startFakeUsbmuxd } from '../../test/fake-usbmuxd.js';
import { problemOf } from '../../test/rig/problem.js';
import { usbmuxdAt } from '../../test/rig/usbmuxd-at.js';
import { Problem } from '../problem.js';
import { attachedLab } from './attached-lab.js';
import type { AttachedLab } from './attached-lab.js';

describe('the server of a lab', () => {
  /** What each server was started and stopped as, by its port. */
  const history: string[] = [];
  /** Servers whose process is over. */
  const ended = new Set<number>();
  /** How many questions a server leaves without an answer. */
  const silence = new Map<number, number>();
  let failingStarts: number;
  /** Where the latest server looks for phones. */
  let usbmuxd: string | undefined;
  let lab: AttachedLab;

  beforeEach(() => {
    history.length = 0;
    ended.clear();
    silence.clear();
    failingStarts = 0;
    let port = 0;
    lab = attachedLab(
      { ipa: '', devices: [] },
      {
        pauseMs: 0,
        start(_logFile, _port, env) {
          usbmuxd = env?.['USBMUXD_SOCKET_ADDRESS'];
          if (failingStarts-- > 0) return Promise.reject(new Problem('Appium did not start'));
          const own = ++port;
          history.push(`start ${String(own)}`);
          return Promise.resolve({
            port: own,
            get hasEnded() {
              return ended.has(own);
            },
            stop() {
              history.push(`stop ${String(own)}`);
              return Promise.resolve();
            },
            kill() {
              history.push(`kill ${String(own)}`);
              ended.add(own);
            },
          });
        },
        answers({ port: asked }) {
          const left = silence.get(asked) ?? 0;
          silence.set(asked, left - 1);
          return Promise.resolve(left <= 0 && !ended.has(asked));
        },
      },
    );
  });

  afterEach(() => lab.close());

  const portFor = async (): Promise<number> => (await lab.endpoint('appium.log')).port;

  it('starts once, also for two phones that ask at the same moment', async () => {
    expect(await Promise.all([portFor(), portFor()])).to.deep.equal([1, 1]);
    expect(await portFor()).to.equal(1);
    expect(history).to.deep.equal(['start 1']);
  });

  it('finds phones by the cable first, also those that join Wi-Fi later', async () => {
    await portFor();
    expect(usbmuxd).to.match(/^UNIX:.*rezbench-usbmuxd-/);
  });

  it('refuses an address of usbmuxd that is none, and does not say that no phone is attached', async () => {
    const variable = 'USBMUXD_SOCKET_ADDRESS';
    const before = process.env[variable];
    process.env[variable] = '127.0.0.1:usb';
    try {
      const { message, exitCode } = await problemOf(() => lab.phones());
      expect(message).to.match(/^USBMUXD_SOCKET_ADDRESS is "127\.0\.0\.1:usb", which is no address; give UNIX:PATH/);
      expect(exitCode).to.equal(2);
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.env, variable);
      else process.env[variable] = before;
    }
  });

  it('is left alone when it is slow to answer, since it may be serving another phone', async () => {
    await portFor();
    silence.set(1, 2);
    expect(await portFor()).to.equal(1);
    expect(history).to.deep.equal(['start 1']);
  });

  it('is replaced when it does not answer three times in a row', async () => {
    await portFor();
    silence.set(1, 3);
    expect(await portFor()).to.equal(2);
    expect(history).to.deep.equal(['start 1', 'stop 1', 'start 2']);
  });

  it('is replaced once when its process is over, for both phones that find it so', async () => {
    await portFor();
    ended.add(1);
    expect(await Promise.all([portFor(), portFor()])).to.deep.equal([2, 2]);
    expect(history).to.deep.equal(['start 1', 'stop 1', 'start 2']);
  });

  it('can be killed, after which another one takes its place', async () => {
    await portFor();
    lab.killServer();
    await Promise.resolve();
    expect(await portFor()).to.equal(2);
    expect(history).to.deep.equal(['start 1', 'kill 1', 'stop 1', 'start 2']);
  });

  it('is tried again after a start that failed', async () => {
    failingStarts = 1;
    const refused = await lab.endpoint('appium.log').catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Problem);
    expect(await portFor()).to.equal(1);
  });

  it('stops with the lab', async () => {
    await portFor();
    await lab.close();
    expect(history).to.deep.equal(['start 1', 'stop 1']);
  });
});

it('a lab asks usbmuxd for its list once when all of its phones are looked for at once', async () => {
  const usbmuxd = await startFakeUsbmuxd([
    { id: 1, udid: 'a', connection: 'USB' },
    { id: 2, udid: 'b', connection: 'Network' },
  ]);
  const lab = attachedLab({ ipa: '', devices: [] });
  const look = (udid: string, transport: 'usb' | 'wifi'): Promise<boolean> =>
    lab.isPresent({ udid, name: udid, osVersion: '17.5', transport });
  const found = await usbmuxdAt(usbmuxd.address, () =>
    Promise.all([look('a', 'usb'), look('a', 'wifi'), look('b', 'wifi'), look('c', 'usb')]),
  );
  expect(found).to.deep.equal([true, false, true, false]);
  expect(usbmuxd.lists).to.equal(1);
});
