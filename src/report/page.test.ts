import { expect } from 'chai';
import { describe, it } from 'mocha';
import { pageOf } from '../../test/report-page-of.js';

/** The page of a run on phones with these versions of iOS. */
const onVersions = async (...versions: readonly string[]): Promise<string> =>
  (await pageOf(versions.map((os_version, index) => ({ device_udid: String(index), os_version })))).text;

const trade = { latency_median_ms: 5, psnr_y_db: 30 };

describe('the page of a run', () => {
  const note = 'Memory does not compare between these phones';

  it('warns of comparing memory between phones whose iOS counts it differently', async () => {
    const text = await onVersions('26.4', '27.0');
    expect(text).to.contain(note);
    expect(text).to.contain('iOS 26 and older').and.to.contain('iOS 27 and later');
  });

  it('says nothing of it where memory compares', async () => {
    expect(await onVersions('17.5', '26.4')).not.to.contain(note);
    expect(await onVersions('27.0', '27.1')).not.to.contain(note);
  });

  it('has a trade-off where there is quality, and says why where there is none', async () => {
    const { text: whole } = await pageOf([trade, { ...trade, variant: 'b', latency_median_ms: 9 }]);
    expect(whole).to.contain('id="figure-trade-off"');
    const { text: plain } = await pageOf([{ latency_median_ms: 5 }]);
    expect(plain).to.contain('No case has a PSNR').and.not.to.contain('id="figure-trade-off"');
    expect(plain).to.contain('id="figure-units"');
  });

  it('has no chart of a run without a case that is ok, and says so first', async () => {
    const { text } = await pageOf([{ ...trade, status: 'crashed', reason: 'it fell' }]);
    expect(text).to.match(/<h1>\s*No case of this run is ok/);
    expect(text).to.contain('crashed: it fell').and.not.to.contain('class="chart"');
  });

  it('has each id once, and leads to every part', async () => {
    const { text } = await pageOf([trade, { ...trade, variant: 'b', latency_median_ms: 9, warnings: 'hot' }]);
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets).to.have.length.above(4);
    expect(ids).to.include.members(targets);
  });

  it('has a map of changes and their intervals once the run was compared', async () => {
    const finding = {
      ...{ device_udid: 'udid-1', device_name: 'Shelf 7', case_id: 'a-all-64x64', variant: 'a', compute_units: 'all' },
      ...{ image_width: 64, image_height: 64, metric: 'latency', verdict: 'regressed', consequence: 'regressed' },
      ...{ change_percent: 12.34, low_percent: 10, high_percent: 15, reason: 'slower' },
    };
    const comparison = { outcome: 'regressed' as const, base_runs: ['base'], counts: {}, findings: [finding] };
    const { text, drawn } = await pageOf([trade], { comparison, unreadable: [] });
    expect(text).to.contain('id="figure-change-map"').and.to.contain('id="figure-forest"');
    const words = 'a, all, 64×64: +12.3 % (+10.0 % to +15.0 %), regressed; compare.csv';
    expect(drawn.find(({ id }) => id === 'forest')?.svg).to.contain(`aria-label="${words}"`);
    expect((await pageOf([trade])).text).not.to.contain('id="figure-forest"');
  });

  it('has a place for a chart that only another phone than the first can show', async () => {
    const loads = { cold_load_ms: 500, warm_load_ms: 50, load_procedure: 'prepared' };
    const [without, with_] = [{ device_udid: 'a' }, { device_udid: 'b', variant: 'other', ...loads }];
    const first = { cold_load_ms: undefined, warm_load_ms: undefined };
    const { text, drawn } = await pageOf([
      { ...trade, ...first, ...without },
      { ...trade, ...with_ },
    ]);
    expect(drawn.map(({ id }) => id)).not.to.contain('loads');
    expect(text).to.contain('id="figure-loads"').and.to.contain('Nothing was measured of this selection.');
  });

  it('says that there is no trend yet where the history has a single night', async () => {
    const series = [1, 2].map((nights) => [
      {
        ...{
          device: 'udid-1',
          os_build: 'a',
          app_build: 'b',
          latency_source: 'measured',
          case_id: 'a-all-64x64',
          changes: [],
        },
        points: Array.from({ length: nights }, (_, night) => ({
          run_id: String(night),
          at: `2026-01-0${String(night + 1)}`,
          value: 9,
        })),
      },
    ]);
    const [one, two] = await Promise.all(series.map(async (each) => pageOf([trade], undefined, each)));
    expect(one?.text).to.contain('no trend yet').and.not.contain('id="figure-trend"');
    expect(two?.text).to.contain('id="figure-trend"').and.not.contain('no trend yet');
  });

  it('lets no other program run and fetches nothing', async () => {
    const { text } = await pageOf([trade]);
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    expect(policy.replaceAll('&#39;', "'")).to.match(
      /^default-src 'none'; img-src data:; .*script-src 'sha256-[^' ]+'; base-uri/,
    );
  });
});
