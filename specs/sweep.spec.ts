import { browser } from '@wdio/globals';
import { Worker } from '../src/run/worker.js';

const worker = Worker.ofThisProcess();
const { plan, target, due } = worker;

/** One test a launch. A phone that owes nothing more gets no session. */
if (due.length > 0) {
  describe(`${target.name} (iOS ${target.osVersion})`, () => {
    before('take the phone', () => worker.takePhone(browser));
    after('let go of it', () => worker.releasePhone());

    const { anchor } = plan;
    if (anchor) {
      it('anchor', function () {
        return worker.testAnchor(this, anchor);
      });
    }
    for (const launch of due) {
      it(launch.id, function () {
        return worker.test(this, launch);
      });
    }
  });
}
