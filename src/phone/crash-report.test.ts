import { expect } from 'chai';
import { describe, it } from 'mocha';
import { crashFindingIn } from './crash-report.js';

const ips = (bugType: string | number, body: object): string =>
  `${JSON.stringify({ bug_type: bugType, os_version: 'iPhone OS 26.1 (23B85)' })}\n${JSON.stringify(body, null, 2)}\n`;

const app = { pid: 748, bundleId: 'dev.rezbench.harness' };

describe('a crash report', () => {
  describe('of a jetsam event', () => {
    const event = (reason?: string): string =>
      ips('298', {
        memoryStatus: { pageSize: 16_384 },
        largestProcess: 'Harness',
        processes: [
          { pid: 76, name: 'backboardd', rpages: 19_240 },
          { pid: 748, name: 'Harness', rpages: 196_610, ...(reason !== undefined && { reason }) },
          { pid: 91, name: 'financed', rpages: 804, reason: 'idle-exit' },
        ],
      });

    it('says that the app went over its limit, and what it held', () => {
      expect(crashFindingIn(event('per-process-limit'), app)).to.deep.equal({
        cause: 'memory',
        detail: 'iOS ended it at the memory limit of an app (jetsam, per-process-limit), holding 3221 MB',
      });
    });

    it('says that the phone as a whole ran out of memory', () => {
      expect(crashFindingIn(event('vm-pageshortage'), app)).to.have.property(
        'detail',
        'iOS ended it since memory ran out (jetsam, vm-pageshortage), holding 3221 MB',
      );
    });

    it('is about another process where the app has no reason, be it the largest one, or has another pid', () => {
      expect(crashFindingIn(event(), app)).to.equal(undefined);
      expect(crashFindingIn(event('per-process-limit'), { ...app, pid: 749 })).to.equal(undefined);
      expect(crashFindingIn(event('per-process-limit'), { bundleId: app.bundleId })).to.equal(undefined);
    });
  });

  describe('of a process', () => {
    const crash = (more: object): string =>
      ips(309, { pid: 748, procName: 'Harness', bundleInfo: { CFBundleIdentifier: app.bundleId }, ...more });
    const killed = { type: 'EXC_CRASH', signal: 'SIGKILL' };

    it('names the watchdog and its words', () => {
      const reasons = [
        '<RBSTerminateContext| domain:10 code:0x8BADF00D explanation:scene-create watchdog transgression: 20.00 seconds',
        'ProcessState: Running',
      ];
      const termination = { namespace: 'FRONTBOARD', code: 2_343_432_205, reasons };
      expect(crashFindingIn(crash({ exception: killed, termination }), app)).to.deep.equal({
        cause: 'watchdog',
        detail: "iOS's watchdog ended it: scene-create watchdog transgression: 20.00 seconds",
      });
    });

    it('names a bug by its exception', () => {
      const exception = { type: 'EXC_BREAKPOINT', signal: 'SIGTRAP' };
      const termination = { namespace: 'SIGNAL', code: 5, indicator: 'Trace/BPT trap: 5' };
      expect(crashFindingIn(crash({ exception, termination }), app)).to.deep.equal({
        cause: 'bug',
        detail: 'EXC_BREAKPOINT, SIGTRAP, Trace/BPT trap: 5',
      });
      expect(crashFindingIn(crash({}), app)).to.have.property('cause', 'bug');
    });

    it('names memory where jetsam wrote a report of the process itself', () => {
      expect(crashFindingIn(crash({ termination: { namespace: 'JETSAM', code: 7 } }), app)).to.have.property(
        'cause',
        'memory',
      );
    });

    it('is known by the app where no pid is, and is about nothing else', () => {
      expect(crashFindingIn(crash({}), { bundleId: app.bundleId })).to.have.property('cause', 'bug');
      expect(crashFindingIn(crash({}), { bundleId: 'dev.other' })).to.equal(undefined);
      expect(crashFindingIn(crash({}), { ...app, pid: 1 })).to.equal(undefined);
    });
  });

  for (const [what, text] of [
    ['of another kind', ips('202', { pid: 748 })],
    ['that was cut', '{"bug_type":"309"}\n{"pid":748,'],
    ['without a body', '{"bug_type":"309"}'],
    ['in the old text format', 'Incident Identifier: 1\nProcess: Harness [748]\n'],
  ] as const) {
    it(`${what} says nothing`, () => {
      expect(crashFindingIn(text, app)).to.equal(undefined);
    });
  }
});
