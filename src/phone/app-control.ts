import { setTimeout as sleep } from 'node:timers/promises';
import type { HarnessApp } from './harness-app.js';

/** XCUIApplication.State */
const notRunning = 1;
const pollMs = 100;
const terminateLimitMs = 15_000;

export async function isRunning(browser: WebdriverIO.Browser, bundleId: string): Promise<boolean> {
  return Number(await browser.execute('mobile: queryAppState', { bundleId })) > notRunning;
}

/** Ends the app and waits until it is gone: a running app would only be activated by the next launch. */
export async function terminate(browser: WebdriverIO.Browser, bundleId: string): Promise<void> {
  if (!(await isRunning(browser, bundleId))) return;
  await browser.execute('mobile: terminateApp', { bundleId });
  const deadline = performance.now() + terminateLimitMs;
  while (await isRunning(browser, bundleId)) {
    if (performance.now() > deadline) throw new Error(`${bundleId} does not end`);
    await sleep(pollMs);
  }
}

export async function launch(browser: WebdriverIO.Browser, bundleId: string, args: readonly string[]): Promise<void> {
  await browser.execute('mobile: launchApp', { bundleId, arguments: args });
}

/** Installs the app. An upgrade keeps its documents. */
export async function install(browser: WebdriverIO.Browser, app: HarnessApp): Promise<void> {
  await browser.installApp(app.ipa);
}
