/**
 * What a file costs on its way through Appium, which takes and gives it as base64 in JSON:
 *
 *   npx tsx scripts/scale/transfers.ts [--mb 4] [--rounds 20]
 *
 * Files of random bytes go to a virtual iPhone and come back, each the size of the largest that rezbench asks for at once.
 * Printed are seconds by the clock and Appium's processor seconds (Linux, proc(5)), for each megabyte. The emulated phone and the client
 * run in this process and are not counted.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { remote } from 'webdriverio';
import { endpointAnswers } from '../../src/lab/lab.js';
import { AppiumPhone } from '../../src/phone/appium-phone.js';
import { readHarnessApp } from '../../src/phone/harness-app.js';
import { openVirtualLab } from '../../src/virtual/lab.js';

const { values } = parseArgs({
  options: { mb: { type: 'string', default: '4' }, rounds: { type: 'string', default: '20' } },
});
const [mb, rounds] = [Number(values.mb), Number(values.rounds)];
/** Clock ticks a second, which Linux has fixed for what /proc tells. */
const ticks = 100;

/** The fields of /proc/PID/stat behind the name; undefined for a process that has ended. */
function statOf(pid: string): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** The server that this process started. */
function appiumPid(): string {
  const found = readdirSync('/proc').find(
    (pid) =>
      /^\d+$/.test(pid) &&
      statOf(pid)?.[1] === String(process.pid) &&
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--use-drivers'),
  );
  if (found === undefined) throw new Error('no Appium was started here');
  return found;
}

function cpuSeconds(pid: string): number {
  const [user = 0, system = 0] = (statOf(pid) ?? []).slice(11, 13).map(Number);
  return (user + system) / ticks;
}

const folder = mkdtempSync(join(tmpdir(), 'rezbench-transfers-'));
const lab = await openVirtualLab({ count: 1, faults: [] });
const [target] = await lab.phones();
if (target === undefined) throw new Error('no phone');
const endpoint = await lab.endpoint(join(folder, 'appium.log'));
const browser = await remote({
  ...endpoint,
  logLevel: 'silent',
  connectionRetryCount: 0,
  capabilities: await lab.capabilities(target),
});
const phone = new AppiumPhone(browser, target.udid, readHarnessApp(lab.ipa), {
  endpointAnswers: () => endpointAnswers(endpoint),
  isAttached: () => Promise.resolve(true),
});
await phone.installApp();
const pid = appiumPid();
const path = 'jobs/file.bin';
const data = randomBytes(mb * 1e6);

async function timed(name: string, transfer: () => Promise<unknown>): Promise<void> {
  await transfer();
  const [cpu, began] = [cpuSeconds(pid), performance.now()];
  for (let round = 0; round < rounds; round++) await transfer();
  const each = (seconds: number): string => (seconds / rounds / mb).toFixed(3);
  console.log(
    `${name}: ${each((performance.now() - began) / 1e3)} s a MB by the clock, ${each(cpuSeconds(pid) - cpu)} of Appium's processor`,
  );
}

await timed('push', () => phone.documents.push(path, data));
await timed('pull', async () => {
  if ((await phone.documents.pull(path))?.equals(data) !== true) throw new Error('the file came back damaged');
});
await browser.deleteSession();
await lab.close();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
