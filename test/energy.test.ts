import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { parse, stringify } from 'yaml';
import { readJournal } from '../src/results/journal.js';
import { readCaseRows } from '../src/results/read-tables.js';
import { journalFile, openRunFolder } from '../src/results/run-folder.js';
import type { RunFolder } from '../src/results/run-folder.js';
import type { CaseRow } from '../src/results/tables/results.js';
import { NightLab } from './night-lab.js';
import { temporaryFolder } from './rig/temporary-folder.js';

/** Changes fields of a YAML file. */
function rewrite(file: string, change: (content: Record<string, object>) => object): void {
  writeFileSync(file, stringify(change(parse(readFileSync(file, 'utf8')) as Record<string, object>)));
}

describe('energy of variants on a modelled phone', function () {
  this.timeout(120_000);
  const lab = new NightLab(temporaryFolder().path, {
    variants: ['frugal', 'hungry'],
    units: ['all'],
    phones: ['Bench 1'],
  });
  let rows: readonly CaseRow[];
  let folder: RunFolder;

  before(async () => {
    await lab.drawPicture();
    lab.writeFleet([{ variant: 'hungry', hungrier: '20 %' }]);
    rewrite(lab.fleet, (fleet) => ({ ...fleet, base_ms: { frugal: 20, hungry: 20 } }));
    rewrite(lab.sweep, ({ measure, ...sweep }) => ({
      ...sweep,
      measure: { ...measure, min_seconds: 60, launches: 2, energy: true },
    }));
    folder = openRunFolder(await lab.night(1));
    rows = readCaseRows(folder);
  });

  const row = (variant: string): CaseRow => rows.find((one) => one.variant === variant) ?? expect.fail(variant);

  it('shows in its column which of two equally fast variants is 20 % hungrier', () => {
    const [frugal, hungry] = [row('frugal'), row('hungry')];
    expect((hungry.latency_median_ms ?? 0) / (frugal.latency_median_ms ?? 0)).closeTo(1, 0.05);
    const ratio = (hungry.energy_per_image_mj ?? 0) / (frugal.energy_per_image_mj ?? 0);
    const width = ({ energy_low_mj: low = NaN, energy_high_mj: high = NaN }: CaseRow): number => high - low;
    expect(hungry.energy_low_mj, 'the intervals are apart').above(frugal.energy_high_mj ?? NaN);
    const slack = (width(hungry) + width(frugal)) / (frugal.energy_per_image_mj ?? NaN);
    expect(ratio).closeTo(1.2, 0.04 + slack);
    expect(frugal.power_above_idle_w).closeTo(1.6, 0.2);
    expect(frugal.idle_power_w).closeTo(0.9, 0.05);
    for (const { battery_temperature_c, warnings } of rows) {
      expect(battery_temperature_c).within(20, 45);
      expect(warnings ?? '').not.to.include('no energy');
    }
  });

  it('is read between launches alone', () => {
    const entries = readJournal(journalFile(folder, rows[0]?.device_udid ?? ''));
    const within = entries.filter(({ type }, index) => type === 'battery' && entries[index - 1]?.type === 'started');
    expect(within).to.deep.equal([]);
    expect(entries.some(({ type }) => type === 'battery')).to.equal(true);
  });
});
