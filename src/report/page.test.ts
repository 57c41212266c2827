import { expect } from 'chai';
import { describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import type { Provenance } from '../results/read-provenance.js';
import { page } from './page.js';
import { reportDevices } from './report-device.js';

const run: Provenance = {
  schema_version: 3,
  run_id: 'run',
  started_at: '2026-01-01T00:00:00Z',
  rezbench_version: '0.0.0',
  sweep: 'sweep.yaml',
  suite: 'sweep',
  plan_hash: 'h',
  seed: 1,
  host: { node: 'v20', platform: 'linux', cpu: 'cpu', cores: 2, memory_bytes: 1 },
};

/** The page of a run on phones with these versions of iOS. */
const pageOf = (...versions: readonly string[]): string =>
  page(
    run,
    reportDevices(versions.map((os_version, index) => caseRow({ device_udid: String(index), os_version }))).map(
      (device) => ({ device, charts: [] }),
    ),
  );

describe('the page of a run', () => {
  const note = 'Memory does not compare between these phones';

  it('warns of comparing memory between phones whose iOS counts it differently', () => {
    const text = pageOf('26.4', '27.0');
    expect(text).to.contain(note);
    expect(text).to.contain('iOS 26 and older').and.to.contain('iOS 27 and later');
  });

  it('says nothing of it where memory compares', () => {
    expect(pageOf('17.5', '26.4')).not.to.contain(note);
    expect(pageOf('27.0', '27.1')).not.to.contain(note);
  });
});
