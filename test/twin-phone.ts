import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BatteryReading } from '../src/contract/battery.js';
import type { ThermalState } from '../src/contract/events.js';
import type { Loss } from '../src/contract/outcome.js';
import { readingIn } from '../src/phone/battery-entry.js';
import type { AppState, CrashReportService, FileService, Phone } from '../src/phone/phone.js';
import { containerAt } from '../src/virtual/app/container.js';
import type { Container } from '../src/virtual/app/container.js';
import { runJobFile } from '../src/virtual/app/run-job-file.js';
import { ModelCache } from '../src/virtual/app/system/model-cache.js';
import { Scene } from '../src/virtual/app/system/scene.js';
import { gaugeOf } from '../src/virtual/iphone/gauge.js';
import type { Gauge } from '../src/virtual/iphone/gauge.js';
import { powerSource } from '../src/virtual/iphone/power-source.js';
import type { Identity } from '../src/virtual/iphone/identity.js';

const twinBundleId = 'dev.rezbench.harness';

/**
 * A phone whose latency is modelled, without a wire and a driver: the app's twin carries out each launch in this process. What
 * it holds stays in `home`, so that the next night finds its models compiled.
 */
export class TwinPhone implements Phone {
  readonly udid: string;
  readonly bundleId = twinBundleId;
  readonly documents: FileService;
  readonly crashReports: CrashReportService = { since: () => Promise.resolve([]) };
  readonly #identity: Identity;
  readonly #gauge: Gauge;
  readonly #home: string;
  readonly #container: Container;
  readonly #build: string;

  constructor(home: string, identity: Identity, build: string) {
    this.udid = identity.udid;
    this.#identity = identity;
    this.#home = join(home, identity.udid);
    this.#build = build;
    this.#gauge = gaugeOf(identity.modelled, join(this.#home, 'session.json'));
    this.#container = containerAt(this.#home, twinBundleId);
    mkdirSync(this.#container.documents, { recursive: true });
    this.documents = filesIn(this.#container.documents);
  }

  async launchApp([, jobFile = '', , sha256]: readonly string[]): Promise<void> {
    const { productType: model, name, osVersion, osBuild, modelled } = this.#identity;
    const owner = { home: this.#home, bundleId: twinBundleId, installation: 'bundle', appBuild: this.#build, osBuild };
    const app = {
      container: this.#container,
      build: this.#build,
      installation: 'bundle',
      // A launch is over before anybody looks.
      statusWriter: undefined,
      device: { model, name, osVersion, osBuild, modelled },
      scene: new Scene(undefined, 0),
      thermal: (): ThermalState => 'nominal',
      batteryLevel: 0.8,
      patienceMs: 1000,
      models: new ModelCache({ ...owner, arguments: [], loadsWhenUsed: true }),
      sessionFile: join(this.#home, 'session.json'),
    };
    await runJobFile(jobFile, app, sha256);
  }

  lossAfter(): Promise<Loss | undefined> {
    return Promise.resolve(undefined);
  }

  installedBuild = (): Promise<string> => Promise.resolve(this.#build);
  installApp = (): Promise<void> => Promise.resolve();
  removeApp = (): Promise<void> => Promise.resolve();
  terminateApp = (): Promise<void> => Promise.resolve();
  appState = (): Promise<AppState> => Promise.resolve('ended');
  awaitNotification = (): Promise<boolean> => Promise.resolve(true);
  isLocked = (): Promise<boolean> => Promise.resolve(false);
  orientation = (): Promise<string> => Promise.resolve('PORTRAIT');
  battery = (): Promise<BatteryReading | undefined> =>
    Promise.resolve(readingIn(powerSource(this.#gauge.read(), { percent: 80 })));
  batteryLevel = (): Promise<number> => Promise.resolve(0.8);
}

function filesIn(folder: string): FileService {
  const done = (action: () => void): Promise<void> => {
    action();
    return Promise.resolve();
  };
  const remove = (path: string): Promise<void> =>
    done(() => {
      rmSync(join(folder, path), { recursive: true, force: true });
    });
  return {
    push: (path, data) =>
      done(() => {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), data);
      }),
    pull: (path) => Promise.resolve(existsSync(join(folder, path)) ? readFileSync(join(folder, path)) : undefined),
    removeFile: remove,
    removeFolder: remove,
  };
}
