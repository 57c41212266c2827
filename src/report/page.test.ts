import { expect } from 'chai';
import { describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import { sampleProvenance } from '../../test/sample-provenance.js';
import { page } from './page.js';
import { reportDevices } from './report-device.js';

/** The page of a run on phones with these versions of iOS. */
const pageOf = (...versions: readonly string[]): string =>
  page(
    sampleProvenance,
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
