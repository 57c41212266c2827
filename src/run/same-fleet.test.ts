import { expect } from 'chai';
import { describe, it } from 'mocha';
import { plannedCase, plannedLaunch, planOf } from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { RunFleet } from '../results/provenance.js';
import { readProvenance } from '../results/read-provenance.js';
import { createRun, reopenRun } from './start.js';

describe('the fleet of a run', () => {
  const fleet: RunFleet = { file: '/a/fleet.yaml', latency: 'modelled', seed: 1, night: 3, sha256: 'aa' };
  const begun = async (began?: RunFleet) => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
    return createRun({ plan, source: 'test', suite: 'sweep' }, temporaryFolder().path, began);
  };

  it('is on record, without a night where the host is measured', async () => {
    expect(readProvenance(await begun(fleet)).fleet).to.deep.equal(fleet);
    const host = readProvenance(await begun({ ...fleet, latency: 'host' })).fleet;
    expect(host).to.deep.equal({ file: '/a/fleet.yaml', latency: 'host', sha256: 'aa' });
    expect(readProvenance(await begun())).not.to.have.property('fleet');
  });

  it('is the same when a run goes on, wherever its file lies', async () => {
    reopenRun((await begun(fleet)).path, { ...fleet, file: '/b/fleet.yaml' });
    reopenRun((await begun()).path);
  });

  const changed: readonly (readonly [string, RunFleet | undefined, RunFleet | undefined, RegExp])[] = [
    [
      'another',
      fleet,
      { ...fleet, seed: 2, sha256: 'bb' },
      /^\/a\/fleet\.yaml has changed since the run began; put it back/,
    ],
    [
      'another night',
      fleet,
      { ...fleet, night: 4, sha256: 'bb' },
      /tonight is night 4, .+ began in night 3; resume it with --virtual \/a\/fleet\.yaml --night 3/,
    ],
    [
      'none',
      fleet,
      undefined,
      /^the run began on the fleet of \/a\/fleet\.yaml; resume it with --virtual \/a\/fleet\.yaml --night 3$/,
    ],
    [
      'one where there was none',
      undefined,
      fleet,
      /^\/a\/fleet\.yaml: the run began without a fleet file; resume it with the/,
    ],
  ];
  for (const [what, before, now, message] of changed) {
    it(`is refused as ${what} when a run goes on`, async () => {
      const { path } = await begun(before);
      const problem = await problemOf(() => reopenRun(path, now));
      expect(problem.message).to.match(message);
      expect(problem.exitCode).to.equal(2);
    });
  }
});
