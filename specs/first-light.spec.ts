import { browser } from '@wdio/globals';
import { conduct } from '../src/first-light/conduct.js';
import { observePhone, removeApp } from '../src/first-light/observe-phone.js';
import { writeObserved } from '../src/first-light/observed.js';
import { firstLightLaunches } from '../src/first-light/plan.js';
import { Worker } from '../src/run/worker.js';

// WebdriverIO loads a spec before it asks for the session.
const began = performance.now();
const worker = Worker.ofThisProcess();
const { folder, target, due } = worker;
/** Only a worker that still has the first load to do needs a phone that never had the app. */
const isFirst = due.some(({ id }) => id === firstLightLaunches.installed[0]);

/** The launches of the ten-minute acceptance of a phone. What came of them is judged when the phone is free. */
if (due.length > 0) {
  describe(`first light of ${target.name} (iOS ${target.osVersion})`, () => {
    before('take the phone', async () => {
      writeObserved(folder, target.udid, { sessionMs: performance.now() - began });
      const asked = performance.now();
      try {
        await worker.takePhone(browser, async (phone) => {
          if (isFirst) await removeApp(phone, folder);
        });
      } catch (error) {
        writeObserved(folder, target.udid, { troubles: { install: String(error).split('\n')[0] ?? '' } });
        throw error;
      }
      writeObserved(folder, target.udid, { installMs: performance.now() - asked });
      await worker.guard('observe the phone', () => observePhone(worker.session.phone, folder));
    });
    after('let go of it', () => worker.releasePhone());

    for (const launch of due) {
      it(launch.id, async function () {
        await worker.attempt(this, launch, conduct);
      });
    }
  });
}
