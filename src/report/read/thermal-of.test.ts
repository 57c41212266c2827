import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { LaunchRow } from '../../results/tables/launches.js';
import { launchKey } from './samples.js';
import { thermalOf } from './thermal-of.js';

const launches = 900;
const at = (minutes: number): string => new Date(minutes * 60_000).toISOString();

describe('how warm a phone was', () => {
  const rows = Array.from(
    { length: launches },
    (_, index) =>
      ({
        device_udid: 'u',
        launch: `l${String(index)}`,
        kind: 'anchor',
        variant: 'v',
        compute_units: index % 2 === 0 ? 'all' : 'cpuOnly',
        status: 'ok',
        started_at: at(index),
        finished_at: at(index + 0.5),
        latency_median_ms: index === 501 ? 90 : 10,
      }) as LaunchRow,
  );
  const thermal = new Map(
    rows.map(({ launch }, index) => [launchKey('u', launch), index % 2 === 0 ? 'nominal' : 'serious']),
  );
  const found = thermalOf(rows, { thermal }, 0);

  it('keeps what is hottest where there are more changes than a chart shows', () => {
    expect(found.spans).to.have.length.at.most(400);
    expect(found.spans.every(({ state }) => state === 'serious')).to.equal(true);
    expect([found.spans[0]?.from, found.spans.at(-1)?.to]).to.deep.equal([0, launches - 0.5]);
  });

  it('keeps the slowest anchor of each compute units', () => {
    const slowest = found.anchors.filter(({ percent }) => percent > 0);
    expect(slowest.map(({ units, at: minutes, percent }) => [units, minutes, percent])).to.deep.equal([
      ['cpuOnly', 501, 800],
    ]);
  });
});
