import { setTimeout as sleep } from 'node:timers/promises';
import type { Phone } from '../phone/phone.js';
import type { RunFolder } from '../results/run-folder.js';
import { troubleWith, writeObserved } from './observed.js';
import type { GaugeWord, Observed } from './observed.js';

/** Nobody posts it. */
const absentNotification = 'dev.rezbench.first-light.nobody';
export const absentLimitMs = 2000;

/** Removes the app, so that its installation is a new one and its first load the very first. */
export async function removeApp(phone: Phone, folder: RunFolder): Promise<void> {
  await observe(phone, folder, 'removal', async () => {
    if ((await phone.installedBuild()) === undefined) return { removal: {} };
    const began = performance.now();
    await phone.removeApp();
    const ms = performance.now() - began;
    const build = await phone.installedBuild();
    return { removal: { ms, ...(build !== undefined && { build }) } };
  });
  await observe(phone, folder, 'state_missing', async () => ({ appStates: { missing: await phone.appState() } }));
}

/** What the phone says about itself and about the app, once that is installed. */
export async function observePhone(phone: Phone, folder: RunFolder): Promise<void> {
  await observe(phone, folder, 'locked', async () => ({ locked: await phone.isLocked() }));
  await observe(phone, folder, 'orientation', async () => ({ orientation: await phone.orientation() }));
  await observe(phone, folder, 'battery', async () => {
    const batteryLevel = await phone.batteryLevel();
    return batteryLevel === undefined ? {} : { batteryLevel };
  });
  await observe(phone, folder, 'gauge', async () => ({ gauge: await listenToGauge(phone) }));
  await observe(phone, folder, 'installed_build', async () => {
    const installedBuild = await phone.installedBuild();
    return installedBuild === undefined ? {} : { installedBuild };
  });
  await observe(phone, folder, 'notification', async () => {
    const began = performance.now();
    const came = await phone.awaitNotification(absentNotification, absentLimitMs);
    return { absentNotification: { came, ms: performance.now() - began } };
  });
}

/** After three words of the gauge, the time between the last two is known. */
const wordsEnough = 3;
const listenLimitMs = 150_000;
/** A gauge that has just begun to count says nothing of use. */
const silenceLimitMs = 5000;
const pollMs = 1000;

/** Listens to the battery's gauge until it has said something new twice. One that says nothing is not listened to. */
async function listenToGauge(phone: Phone): Promise<GaugeWord[]> {
  const began = performance.now();
  const words: GaugeWord[] = [];
  for (;;) {
    const reading = await phone.battery();
    const atMs = performance.now();
    if (reading === undefined) return words;
    const last = words.at(-1)?.reading;
    if (last === undefined || reading.load?.count !== last.load?.count) words.push({ atMs, reading });
    const isSilent = reading.load === undefined && atMs - began > silenceLimitMs;
    if (words.length >= wordsEnough || isSilent || atMs - began > listenLimitMs) return words;
    await sleep(pollMs);
  }
}

async function observe({ udid }: Phone, folder: RunFolder, about: string, ask: () => Promise<Observed>): Promise<void> {
  writeObserved(folder, udid, await ask().catch(troubleWith(about)));
}
