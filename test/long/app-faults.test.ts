import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { whyNoSwiftApp } from '../../src/virtual/app/swift-ipa.js';
import { requireOrSkip } from '../rig/requirements.js';
import { rezbench } from '../rig/rezbench.js';
import type { Ran } from '../rig/command.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import type { Row } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** The sweep's launches with a step "measure" are the anchors, two in each session, and those of the cases. */
const faults = [
  'endless-compile',
  'hang@measure:3',
  'jetsam@measure:5',
  'jetsam@measure:6',
  'torn-events@measure:7',
  'crash-at-start:14',
];
/** The second phone goes through a day of its own: its storage is full once, then it stays hot, and nobody charges it. */
const secondPhone = ['2/app-disk-full@measure:3', '2/hot:8:3600', '2/battery-low:9'];

for (const app of ['twin', 'swift'] as const) {
  describe(`a run whose apps (${app}) fail, one fault after the other`, function () {
    this.timeout(400_000);
    const results = temporaryFolder();
    let ran: Ran;
    let run: string;
    /** Rows of the phone with this number. */
    const of = (phone: 1 | 2, table: string): Row[] =>
      rowsOf(join(run, table)).filter(({ device_udid }) => device_udid?.endsWith(String(phone)));
    const rows = (): Row[] => of(1, 'results.csv');
    const attempts = (): Row[] => of(1, 'launches.csv');
    const failed = () => attempts().filter(({ status }) => status !== 'ok');

    before('run it', async function () {
      const isThere = app === 'twin' || whyNoSwiftApp() === undefined;
      requireOrSkip(this, 'the Swift app built for Linux (scripts/swift/build.sh)', isThere);
      const args = ['run', 'test/sweeps/app-faults.yaml', '--virtual', '2', '--app', app, '--out', results.path];
      ran = await rezbench([...args, ...[...faults, ...secondPhone].flatMap((fault) => ['--fault', fault])]);
      run = onlyRun(results.path);
    });

    it('comes to its end, and every fault has struck', () => {
      expect(ran.exitCode, ran.stderr).to.equal(4);
      expect(ran.stderr).not.to.contain('never struck');
    });

    it('names each failure and its step in words', () => {
      const memory = /^the app died in measure: iOS ended it at the memory limit of an app /;
      const expected = [
        ['prepare', 'timed_out', /^not done after [\d.]+ s, in compile, though the app gave signs of life$/],
        ['measure', 'timed_out', /^no sign of life for 6 s in measure$/],
        ['measure', 'crashed', memory],
        ['measure', 'crashed', memory],
        ['measure', 'crashed', /^the app died after warmup$/],
        ['measure', 'lost', /^the app did not begin its work \(it ended, and it said no hello\)$/],
      ] as const;
      expect(failed().map(({ kind, status }) => [kind, status])).to.deep.equal(
        expected.map(([kind, status]) => [kind, status]),
      );
      for (const [index, [, , reason]] of expected.entries()) expect(failed()[index]?.['reason']).to.match(reason);
    });

    it('tries again at once what failed, and gives a case up of which a launch failed twice', () => {
      const quarantined = rows().find(({ status }) => status === 'crashed');
      expect(quarantined?.['reason']).to.match(
        /^the app died in measure: .*, after it had failed before; quarantined until the run is resumed with --retry-quarantined$/,
      );
      expect(ran.stderr)
        .to.contain('1 case or launch is quarantined')
        .and.to.contain(`--resume ${run} --virtual 2 --app ${app} --retry-quarantined`);
      const ok = rows().find(({ status }) => status === 'ok');
      expect(ok?.['launches']).to.equal('3');
      expect(ok?.['warnings']).to.contain('was tried again: the app died after warmup');
      // Each line of a launch is followed by its next try.
      for (const { launch, status } of failed().filter(({ status: own }) => own !== 'lost')) {
        const own = attempts().filter((attempt) => attempt['launch'] === launch);
        expect(own.length, `${String(launch)} ${String(status)}`).to.equal(2);
      }
      const case_id = quarantined?.['case_id'];
      const tried = new Set(
        attempts()
          .filter((attempt) => attempt['case_id'] === case_id)
          .map(({ launch }) => launch),
      );
      expect(tried.size).to.be.below(3);
    });

    it('keeps the crash reports', () => {
      const died = attempts().filter(({ crash_cause }) => crash_cause === 'memory');
      expect(died).to.have.length(2);
      expect(existsSync(join(run, 'crashes'))).to.equal(true);
    });

    it('measures a phone whose storage was full, which stays hot or has an empty battery, and says so', () => {
      const ended = of(2, 'launches.csv').filter(({ status }) => status !== 'ok');
      expect(ended).to.have.length(1);
      expect(ended[0]?.['reason']).to.match(/storage is full|the app died in (measure|sentinel)/);
      const found = of(2, 'results.csv');
      expect(found.map(({ status, launches }) => [status, launches])).to.deep.equal([
        ['ok', '3'],
        ['ok', '3'],
      ]);
      const warnings = found.map(({ warnings: own }) => own).join();
      expect(warnings)
        .to.contain('thermal state reached serious')
        .and.to.match(/battery/);
    });

    if (app === 'twin')
      it('leaves what is quarantined alone when it is resumed, and mends it when that is asked for', async () => {
        const count = attempts().length;
        const resumed = await rezbench(['run', '--resume', run, '--virtual', '2']);
        expect(resumed.exitCode, resumed.stderr).to.equal(4);
        expect(attempts()).to.have.length(count);
        const mended = await rezbench(['run', '--resume', run, '--virtual', '2', '--retry-quarantined']);
        expect(mended.exitCode, mended.stderr).to.equal(0);
        expect(rows().map(({ status, launches }) => [status, launches])).to.deep.equal([
          ['ok', '3'],
          ['ok', '3'],
        ]);
      });
  });
}
