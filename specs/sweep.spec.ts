import { browser } from '@wdio/globals';
import { schedule } from '../src/run/schedule.js';
import { Worker } from '../src/run/worker.js';

const worker = Worker.ofThisProcess();
const { plan, target, due, anchors } = worker;

/** One test a launch. A phone that owes nothing more gets no session. */
if (due.length > 0) {
  describe(`${target.name} (iOS ${target.osVersion})`, () => {
    before('take the phone', () => worker.takePhone(browser));
    after('let go of it', () => worker.releasePhone());

    for (const launch of schedule({ ...plan, anchors }, due)) {
      it(launch.id, function () {
        return launch.kind === 'anchor' ? worker.testAnchor(this, launch) : worker.test(this, launch);
      });
    }
  });
}
