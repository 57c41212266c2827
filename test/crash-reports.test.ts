import { once } from 'node:events';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { log } from 'appium-ios-device/build/lib/logger.js';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { CommandFailed } from '../src/phone/command.js';
import { usbCrashReports } from '../src/phone/crash-reports.js';
import { startVirtualIphones } from '../src/virtual/iphone/index.js';
import type { VirtualIphones } from '../src/virtual/iphone/index.js';
import { temporaryFolder } from './rig/temporary-folder.js';

describe('the crash reports of a phone', function () {
  this.timeout(30_000);
  const variable = 'USBMUXD_SOCKET_ADDRESS';
  const address = process.env[variable];
  const { level } = log;
  let iphones: VirtualIphones;
  let udid: string;

  before('start a phone', async () => {
    log.level = 'error';
    iphones = await startVirtualIphones({ count: 1, system: () => ({}), faults: [] });
    process.env[variable] = `UNIX:${iphones.socketPath}`;
    udid = iphones.phones[0]?.identity.udid ?? '';
  });
  after(async () => {
    if (address === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = address;
    log.level = level;
    await iphones.stop();
  });

  /** Where the phone writes its reports. */
  function freshFolder(): string {
    const folder = join(dirname(iphones.socketPath), udid, 'CrashReporter.fresh');
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  it('are moved to where a host finds them, and come the latest first and whole', async () => {
    expect(await usbCrashReports(udid).since(new Date(0))).to.deep.equal([]);
    const fresh = freshFolder();
    const long = `{"bug_type":"298"}\n{"x":"${'é'.repeat(100_000)}"}\n`;
    for (const [name, text] of [
      ['Harness-2026-01-31-104459.ips', '{}'],
      ['JetsamEvent-2026-01-31-104500.ips', long],
      ['stacks.txt', 'no report'],
    ] as const) {
      writeFileSync(join(fresh, name), text);
    }
    expect(await usbCrashReports(udid).since(new Date(0))).to.deep.equal([
      { name: 'JetsamEvent-2026-01-31-104500.ips', text: long },
      { name: 'Harness-2026-01-31-104459.ips', text: '{}' },
    ]);
    expect(await usbCrashReports(udid).since(new Date(Date.now() + 3_600_000))).to.deep.equal([]);
  });

  it('are those since a moment, also of a phone whose clock was set', async () => {
    const [phone] = iphones.phones;
    const names = async (sinceMs: number): Promise<string[]> =>
      (await usbCrashReports(udid).since(new Date(Date.now() + sinceMs))).map(({ name }) => name);
    const dayMs = 24 * 3_600_000;
    const name = 'Harness-2026-02-01-104459.ips';
    const file = join(freshFolder(), name);
    writeFileSync(file, '{}');
    const there = new Date(Date.now() - dayMs);
    utimesSync(file, there, there);
    expect(await names(-60_000)).not.to.include(name);
    phone?.setClock(-dayMs);
    expect(await names(-60_000)).to.include(name);
    expect(await names(60_000)).not.to.include(name);
    phone?.setClock(dayMs);
  });

  it('cannot be had of a phone that is not there', async () => {
    const error: unknown = await usbCrashReports('nobody')
      .since(new Date(0))
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CommandFailed);
  });

  it('are given up when they do not come in time, and nothing of that reaches the phone later', async () => {
    const path = join(temporaryFolder().path, 'usbmuxd');
    let opened = 0;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    // The phone's answers come, but only when nobody waits for them any more.
    const server = createServer((client) => {
      opened += 1;
      const host = connect(iphones.socketPath);
      for (const [socket, other] of [
        [client, host],
        [host, client],
      ] as const) {
        socket.on('error', () => undefined).once('close', () => other.destroy());
      }
      client.pipe(host);
      void released.then(() => host.pipe(client));
    }).listen(path);
    await once(server, 'listening');
    process.env[variable] = `UNIX:${path}`;
    try {
      const error: unknown = await usbCrashReports(udid, 200)
        .since(new Date(0))
        .catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(CommandFailed).with.property('reason', 'no answer within 0.2 s');
      expect(opened).to.equal(1);
      release();
      // What is left of it would go on while the next reading does, and open connections of its own.
      const openedBy = async (): Promise<number> => {
        const before = opened;
        await usbCrashReports(udid).since(new Date(0));
        return opened - before;
      };
      expect(await openedBy()).to.equal(await openedBy());
    } finally {
      process.env[variable] = `UNIX:${iphones.socketPath}`;
      server.close();
    }
  });
});
