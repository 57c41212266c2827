/*
 * What many phones cost before and beside their launches: whether anything grows faster than their number.
 *
 *     npx tsx scripts/perf/many-phones.ts [16,32,64,128]
 *
 * For each number of phones it starts so many virtual ones, half of them behind tunnels, and prints processor time of this process in
 * milliseconds a phone, which what else runs on the host hardly changes:
 *
 * - start: keys, services and sockets of the phones;
 * - discover: usbmuxd's list, and who each of them is, by its own lockdown session; the phones' side is in it;
 * - registry: what each launch asks about its own tunnel;
 * - share: 40 variants with 8 cases each among phones of one model;
 * - lock: what keeps other runs off, with a child of this process for each phone;
 * - state: what workers are told, written when the run begins and once more for each phone, and read by its worker;
 *
 * and of one list of all phones, which is not divided by their number.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithThisProcess } from '../../src/host/children.js';
import { attachedPhones, hostUsbmuxd } from '../../src/phone/discovery.js';
import { lockPhone } from '../../src/phone/lock.js';
import { examineTunnel } from '../../src/phone/tunnel.js';
import { shareAmong } from '../../src/plan/share.js';
import { readWorkerState, writeRunState, writeWorkerState } from '../../src/run/state.js';
import type { RunState } from '../../src/run/state.js';
import { identityOf } from '../../src/virtual/iphone/identity.js';
import { startVirtualIphones } from '../../src/virtual/iphone/index.js';
import type { VirtualIphone } from '../../src/virtual/iphone/index.js';
import { noteRegistryPort } from '../../src/virtual/iphone/tunnel/registry-note.js';
import { plannedCase, plannedLaunch, planOf, writeRun } from '../../test/hand-made-run.js';

const counts = (process.argv[2] ?? '16,32,64,128').split(',').map(Number);
const folder = mkdtempSync(join(tmpdir(), 'rezbench-many-'));

/** Processor time of this process, in milliseconds. */
async function costOf<Result>(action: () => Result | Promise<Result>): Promise<{ ms: number; result: Result }> {
  const before = process.cpuUsage();
  const result = await action();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1e3, result };
}

const names = Array.from({ length: 40 }, (_, index) => `net-${String(index)}`);
const [first] = planOf([], []).variants;
if (first === undefined) throw new Error('a plan has a variant');
const plan = planOf(
  names.flatMap((variant) =>
    Array.from({ length: 8 }, (_, at) => plannedCase(`${variant}-${String(at)}`, { variant })),
  ),
  names.flatMap((variant) =>
    Array.from({ length: 8 }, (_, at) => plannedLaunch(`m-${variant}-${String(at)}`, { variant })),
  ),
  { share: 'model', variants: names.map((name) => ({ ...first, name })) },
);

/** In milliseconds, without the start of the children. */
async function lockingCost(udids: readonly string[], folder: string): Promise<number> {
  const children = udids.map(() => spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }));
  const shared = join(folder, 'in-use');
  try {
    const { ms } = await costOf(async () => {
      const locks = [];
      for (const udid of udids) locks.push(await lockPhone(udid, shared));
      const ends = children.map(({ pid = 0 }) => endWithThisProcess(pid, 'SIGTERM'));
      for (const end of ends) end();
      for (const unlock of locks) await unlock();
    });
    return ms;
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

const turnsOfList = 10;

async function costOfMany(count: number): Promise<Record<string, number>> {
  const identities = Array.from({ length: count }, (_, index) => ({
    ...identityOf(index + 1, index % 2 === 0 ? '17.5' : '27.0'),
    tunnelled: index % 2 === 1,
  }));
  const start = await costOf(() => startVirtualIphones({ count, identities, system: () => ({}), faults: [] }));
  const iphones = start.result;
  try {
    process.env['USBMUXD_SOCKET_ADDRESS'] = `UNIX:${iphones.socketPath}`;
    process.env['XDG_DATA_HOME'] = folder;
    noteRegistryPort(folder, iphones.registryPort ?? 0);
    const discover = await costOf(() => attachedPhones());
    if (discover.result.length !== count)
      throw new Error(`${String(discover.result.length)} of ${String(count)} found`);
    const lists = await costOf(async () => {
      for (let turn = 0; turn < turnsOfList; turn++) await hostUsbmuxd.listed();
    });
    const udids = iphones.phones.map(({ identity }: VirtualIphone) => identity.udid);
    const registry = await costOf(async () => {
      for (const udid of udids) await examineTunnel(udid);
    });
    const sharers = identities.map(({ udid, osVersion }) => ({ udid, osVersion, model: 'iPhone15,2' }));
    const share = await costOf(() => shareAmong(plan, sharers));
    const at = join(folder, String(count));
    mkdirSync(at);
    const run = writeRun(at, planOf([], [plannedLaunch('m')]), []);
    const phones = identities.map(({ udid, name, osVersion }) => ({
      target: { udid, name, osVersion },
      capabilities: { platformName: 'iOS', 'appium:udid': udid },
      journaled: 0,
    }));
    const lock = await lockingCost(udids, at);
    const app = { ipa: 'a.ipa', bundleId: 'a', build: '1' };
    const endpoint = { protocol: 'http', hostname: '127.0.0.1', port: 1, path: '/' } as const;
    const state: RunState = { folder: run, endpoint, app, phones };
    const states = await costOf(() => {
      writeRunState(state);
      for (const phone of phones) {
        writeWorkerState({ folder: run, endpoint, app, phone });
        readWorkerState(run.path, phone.target.udid);
      }
    });
    const each = (ms: number): number => Math.round((ms / count) * 100) / 100;
    return {
      start: each(start.ms),
      discover: each(discover.ms),
      registry: each(registry.ms),
      share: each(share.ms),
      lock: each(lock),
      state: each(states.ms),
      'one list': Math.round((lists.ms / turnsOfList) * 100) / 100,
    };
  } finally {
    await iphones.stop();
  }
}

try {
  const table: Record<string, Record<string, number>> = {};
  for (const count of counts) table[String(count)] = await costOfMany(count);
  console.table(table);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
