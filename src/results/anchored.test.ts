import { expect } from 'chai';
import { describe, it } from 'mocha';
import { finished, measured, plannedCase, plannedLaunch, planOf, session } from '../../test/hand-made-run.js';
import { handMadeTables } from '../../test/hand-made-tables.js';
import type { Row } from '../../test/rig/run-folder.js';
import type { Event } from '../contract/events.js';

describe('the tables of a run', () => {
  const { table, write } = handMadeTables();

  describe('with anchors', () => {
    const anchors = (['cpuOnly', 'all'] as const).map((computeUnits) =>
      plannedLaunch(`anchor-${computeUnits}`, { kind: 'anchor', variant: 'ref', computeUnits }),
    );
    const ids = ['m', 'n'];
    const plan = planOf(
      ids.map((id) => plannedCase(id)),
      ids.map((id) => plannedLaunch(id, { case: id })),
      { anchors },
    );
    const ms = (value: number): Event[] => measured([value * 1_000_000]);
    const cells = ['anchor_variant', 'anchor_median_ms', 'anchor_all_median_ms'];
    const cellsOf = (rows: readonly Row[]) => rows.map((row) => cells.map((cell) => row[cell]));

    it('take their latencies from the last of each before the case', () => {
      const ended = ['anchor-cpuOnly-1', 'anchor-all-1', 'm', 'anchor-cpuOnly-2', 'anchor-all-2', 'n'];
      const rows = write(
        plan,
        ended.map((id) => finished(id, { status: 'ok' })),
        {
          'anchor-cpuOnly-1': ms(1),
          'anchor-all-1': ms(0.5),
          m: ms(5),
          'anchor-cpuOnly-2': ms(1.05),
          'anchor-all-2': ms(0.75),
          n: ms(6),
        },
      );
      expect(cellsOf(rows)).to.deep.equal([
        ['ref', '1', '0.5'],
        ['ref', '1.05', '0.75'],
      ]);
      expect(rows.map((row) => row['warnings'])).to.deep.equal([
        'thermal state reached fair',
        'thermal state reached fair; the anchor on all was 50 % slower before this case than at its fastest',
      ]);
      const kinds = table('launches').map((row) => [row['launch'], row['kind'], row['compute_units']]);
      expect(kinds[4]).to.deep.equal(['anchor-all-2', 'anchor', 'all']);
    });

    it('take none from another session, and none that failed', () => {
      const ok = { status: 'ok' } as const;
      const rows = write(
        plan,
        [
          finished('anchor-cpuOnly-1', ok),
          finished('anchor-all-1', { status: 'crashed', step: 'measure' }),
          finished('m', ok),
          session(),
          finished('n', ok),
        ],
        { 'anchor-cpuOnly-1': ms(1), 'anchor-all-1': ms(2), m: ms(5), n: ms(6) },
      );
      expect(cellsOf(rows)).to.deep.equal([
        ['ref', '1', ''],
        ['ref', '', ''],
      ]);
    });
  });
});
