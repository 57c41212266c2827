import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { remote } from 'webdriverio';
import { conduct } from '../../src/capture/conduct.js';
import { capturePlan } from '../../src/capture/plan.js';
import { eventsIn } from '../../src/contract/events.js';
import { eventsPath } from '../../src/contract/paths.js';
import { phoneBut } from '../../src/first-light/witness.js';
import { AppFiles } from '../../src/phone/app-files.js';
import { AppiumPhone } from '../../src/phone/appium-phone.js';
import { startAppium } from '../../src/phone/appium.js';
import type { Appium } from '../../src/phone/appium.js';
import { capabilitiesFor } from '../../src/phone/capabilities.js';
import type { FileService, Phone } from '../../src/phone/phone.js';
import type { Target } from '../../src/phone/target.js';
import type { Plan } from '../../src/plan/plan.js';
import { Journal } from '../../src/results/journal.js';
import { journalFile } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { Loads } from '../../src/run/loads.js';
import type { Session } from '../../src/run/session.js';
import { Speed } from '../../src/run/speed.js';
import { startReplay } from '../golden/wda/replay-server.js';
import type { ReplayServer } from '../golden/wda/replay-server.js';
import { launchedBy, recordings } from '../golden/wda/recording.js';
import type { Recording } from '../golden/wda/recording.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

const target: Target = { udid: '00008110-000000000000ABCD', name: 'a recorded phone', osVersion: '17.5' };

/** What the app wrote in the recorded launches, by the launch's name on the phone. */
function recordedEvents({ folder }: Recording): ReadonlyMap<string, string> {
  const files = readdirSync(join(folder, 'events')).map((name) => readFileSync(join(folder, 'events', name), 'utf8'));
  return new Map(
    files.flatMap((text) => {
      const hello = eventsIn(text).events.find((event) => event.event === 'hello');
      return hello === undefined ? [] : [[hello.launch, text]];
    }),
  );
}

/** The app's files: what was pushed comes back as it was, and the events as soon as the app was launched. */
function filesOf(recording: Recording, launched: ReadonlySet<string>): FileService {
  const events = recordedEvents(recording);
  const pushed = new Map<string, Buffer>();
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    push: (path, data) => {
      pushed.set(path, data);
      return Promise.resolve();
    },
    removeFile: nothing,
    removeFolder: nothing,
    pull: (path) => {
      const found = [...events].find(([launch]) => launched.has(launch) && eventsPath(launch) === path);
      return Promise.resolve(found ? Buffer.from(found[1]) : pushed.get(path));
    },
  };
}

/** The real driver and the real runner, with a WebDriverAgent that can say only what a recorded one said. */
for (const recording of recordings()) {
  describe(`the runner, answered as in ${recording.name}`, function () {
    this.timeout(240_000);
    const { path } = temporaryFolder();
    let appium: Appium;
    let replay: ReplayServer;
    let browser: WebdriverIO.Browser;
    let plan: Plan;
    let session: Session;

    before('begin a session of the real driver', async () => {
      const launches = recording.exchanges.flatMap((exchange) => launchedBy(exchange) ?? []);
      const id = /^(.*)\.short\.1$/.exec(launches[0] ?? '')?.[1];
      if (id === undefined) throw new Error('the recording does not begin with the short launch');
      const folder: RunFolder = { path, id };
      mkdirSync(join(path, 'journal'));
      plan = await capturePlan(join(path, 'inputs'), { withAlert: launches.some((name) => name.includes('.alert.')) });
      replay = await startReplay(recording.exchanges);
      appium = await startAppium(join(path, 'appium.log'));
      browser = await remote({
        hostname: '127.0.0.1',
        port: appium.port,
        logLevel: 'error',
        connectionRetryCount: 0,
        capabilities: await capabilitiesFor({ ...target, wdaUrl: replay.url }),
      });
      const { bundle_id: bundleId, build } = recording.manifest.app;
      const way = { endpointAnswers: () => Promise.resolve(true), isAttached: () => Promise.resolve(true) };
      const appiumPhone = new AppiumPhone(browser, target.udid, { ipa: '', bundleId, build }, way);
      const launched = new Set<string>();
      const launchApp: Phone['launchApp'] = async (args) => {
        launched.add(/^jobs\/(.*)\.json$/.exec(args[1] ?? '')?.[1] ?? '');
        await appiumPhone.launchApp(args);
      };
      const phone = phoneBut(appiumPhone, { documents: filesOf(recording, launched), launchApp });
      session = {
        phone,
        files: new AppFiles(phone.documents),
        folder,
        plan,
        journal: Journal.open(journalFile(folder, target.udid)),
        loads: Loads.none(),
        experience: {
          lastLaunchWorked: false,
          isWarm: false,
          speed: new Speed(),
          triedBefore: new Set(),
          knownCrashes: new Set(),
          givesCrashReports: false,
          tellsBattery: false,
        },
      };
    });
    after(async () => {
      await browser.deleteSession();
      await appium.stop();
      await replay.close();
    });

    for (const { launch, status, lost = [] } of recording.manifest.launches) {
      it(`takes ${launch} for ${[...lost.map(() => 'lost'), status].join(', then ')}, as it did then`, async () => {
        const planned = plan.launches.find(({ id }) => id === launch);
        if (planned === undefined) throw new Error(`no launch ${launch} in the plan`);
        for (let turn = 0; turn < lost.length; turn++)
          expect(await conduct(target)(session, planned)).to.include({ ended: 'lost' });
        const attempt = await conduct(target)(session, planned);
        expect(attempt).to.have.property('ended', 'finished');
        expect('outcome' in attempt && attempt.outcome.status).to.equal(status);
      });
    }

    it('asks for nothing that the recorded WebDriverAgent was not asked for', () => {
      expect(replay.unanswered).to.deep.equal([]);
    });
  });
}
