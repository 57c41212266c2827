import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  enlarged,
  finished,
  measured,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  writeRun,
} from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { JudgedImage } from './quality-file.js';
import { readCaseRows, readQualityRows } from './read-tables.js';
import { writeTables } from './write-tables.js';

type Asked = NonNullable<JudgedImage['asked']>;

describe('figures that a sweep asks for, in the tables', () => {
  function rowsOf(...asked: readonly Asked[]) {
    const images = asked.map((each, index) => ({ image: `image-${String(index)}`, asked: each }));
    const { events, judged } = enlarged('q', images);
    const plan = planOf(
      [plannedCase('c')],
      [plannedLaunch('m', { case: 'c' }), plannedLaunch('q', { kind: 'quality' })],
    );
    const entries = [session(), ...['m', 'q'].map((id) => finished(id, { status: 'ok' }))];
    const folder = writeRun(temporaryFolder().path, plan, entries, { m: measured([5_000_000]), q: events }, judged);
    writeTables(folder);
    return { row: readCaseRows(folder)[0], images: readQualityRows(folder) };
  }

  it('stand by image in quality.csv, and as the mean in results.csv', () => {
    const network = { figure: 0.2, networkSha256: 'abc' };
    const { row, images } = rowsOf(
      { flip: { figure: 0.1 }, ms_ssim: { figure: 0.9 }, lpips: network },
      { flip: { figure: 0.3 }, ms_ssim: { figure: 1 }, lpips: { ...network, figure: 0.4 } },
    );
    expect(images.map(({ flip }) => flip)).to.deep.equal([0.1, 0.3]);
    expect(images[0]).to.include({ lpips: 0.2, lpips_sha256: 'abc', dists: undefined, dists_sha256: undefined });
    expect(row).to.include({
      flip: 0.2,
      ms_ssim: 0.95,
      lpips: 0.3,
      niqe: undefined,
      status: 'ok',
    });
  });

  it('have no mean where an image has none, and the warnings say why', () => {
    const why = 'it takes 196 pixels a side';
    const { row } = rowsOf({ niqe: { why } }, { niqe: { figure: 4 } }, { niqe: { why } });
    expect(row).to.include({ niqe: undefined, status: 'ok' });
    expect(row?.warnings?.split('; ')).to.include(`no niqe of image-0: ${why}, nor of 1 more`);
  });

  it('have no mean of two networks', () => {
    const { row, images } = rowsOf(
      { dists: { figure: 0.2, networkSha256: 'abc' } },
      { dists: { figure: 0.4, networkSha256: 'def' } },
    );
    expect(images.map(({ dists }) => dists)).to.deep.equal([0.2, 0.4]);
    expect(row).to.include({ dists: undefined });
  });
});
