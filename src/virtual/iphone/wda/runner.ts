import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Package } from '../apps.js';
import type { Phone } from '../phone.js';
import { encodePlist } from '../wire/plist.js';
import { beginWda } from './server.js';
import type { RunningWda } from './server.js';
import type { WdaVersion } from './version.js';

/** What the driver starts when nobody names another (appium-webdriveragent 16.12.9, bundleIdForXctest). */
export const wdaBundleId = 'com.facebook.WebDriverAgentRunner.xctrunner';

const name = 'WebDriverAgentRunner-Runner';

/** Where it listens when nobody says (the same). */
const defaultPort = 8100;

/**
 * WebDriverAgent as an app of the phone: it runs once a host starts it, listens on a port of the phone, and nobody starts it
 * again when it has ended.
 */
export class WdaRunner {
  /** The phone's own address, of the loopback. */
  readonly address: string;
  readonly #phone: () => Phone;
  readonly #version: WdaVersion;
  #running: (RunningWda & { readonly pid: number; readonly port: number }) | undefined;

  /** `phone`: on which it is installed. */
  constructor(installed: { readonly address: string; readonly version: WdaVersion }, phone: () => Phone) {
    this.address = installed.address;
    this.#version = installed.version;
    this.#phone = phone;
  }

  /** Writes its bundle, as Xcode's runner has it, into an empty folder. */
  bundleIn(folder: string): Package {
    const bundle = join(folder, `${name}.app`);
    const info = {
      CFBundleIdentifier: wdaBundleId,
      CFBundleExecutable: name,
      CFBundleName: name,
      CFBundleDisplayName: name,
      CFBundleVersion: '1',
    };
    mkdirSync(bundle);
    writeFileSync(join(bundle, 'Info.plist'), encodePlist(info));
    // It is not run; WdaRunner is what it does.
    writeFileSync(join(bundle, name), '#!/bin/false\n');
    return { bundle, info, profile: undefined };
  }

  /** Undefined when it does not run. */
  get pid(): number | undefined {
    return this.#running?.pid;
  }

  /** Where it listens on the phone; undefined when it does not run. */
  get port(): number | undefined {
    return this.#running?.port;
  }

  /** Starts it anew and returns its pid. Rejects when its port is in use on the phone. */
  async launch({ USE_PORT }: Readonly<Record<string, string>>): Promise<number> {
    await this.end();
    const phone = this.#phone();
    const running = beginWda(phone, this.#version);
    const { server } = running;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(portIn(USE_PORT), this.address, resolve);
    });
    phone.link.wdaIsLaunched();
    const { port } = server.address() as AddressInfo;
    const pid = randomInt(1000, 100_000);
    this.#running = { ...running, pid, port };
    phone.log.add('app', `launch ${wdaBundleId} on port ${String(port)}`);
    return pid;
  }

  /** Ends it; nothing happens when it does not run. */
  async end(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.end();
  }

  /** What it was about to answer comes to the half. */
  cutAnswers(): void {
    this.#running?.cutAnswers();
  }
}

const portIn = (text = ''): number => {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : defaultPort;
};
