import { browser } from '@wdio/globals';
import { askAround, conduct } from '../src/capture/conduct.js';
import { Worker } from '../src/run/worker.js';

const worker = Worker.ofThisProcess();
const { target, due } = worker;

/** The launches of a capture. Whatever becomes of them is what is to be recorded, so no outcome fails a test. */
if (due.length > 0) {
  describe(`capture of ${target.name} (iOS ${target.osVersion})`, () => {
    before('take the phone', () => worker.takePhone(browser));
    before('ask what else is to be recorded', () => askAround(browser));
    after('let go of it', () => worker.releasePhone());

    for (const launch of due) {
      it(launch.id, async function () {
        await worker.attempt(this, launch, conduct(target));
      });
    }
  });
}
