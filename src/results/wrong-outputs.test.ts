import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { enlarged, finished, plannedCase, plannedLaunch, planOf } from '../../test/hand-made-run.js';
import { handMadeTables } from '../../test/hand-made-tables.js';
import { rowsOf } from '../../test/rig/run-folder.js';

describe('quality in the tables', () => {
  const { folder, table, write } = handMadeTables();

  it('take the figures of quality from the launch that enlarged the test set, and the loss from the reference', () => {
    const pair = (launch: string, a: number, b: number) =>
      enlarged(launch, [
        { image: 'a', psnrYDb: a },
        { image: 'b', psnrYDb: b },
      ]);
    const [net] = planOf([], []).variants;
    if (net === undefined) throw new Error('no variant');
    const plan = planOf(
      [plannedCase('c')],
      [plannedLaunch('q', { kind: 'quality' }), plannedLaunch('r', { kind: 'quality', variant: 'ref' })],
      {
        variants: [
          { ...net, reference: 'ref' },
          { ...net, name: 'ref' },
        ],
        testset: 'two',
      },
    );
    const entries = [finished('q', { status: 'ok' }), finished('r', { status: 'ok' })];
    const [q, r] = [pair('q', 30, 32), pair('r', 31, 34)];
    const rows = write(plan, entries, { q: q.events, r: r.events }, [...q.judged, ...r.judged]);
    expect(rows[0]).to.include({ testset: 'two', psnr_y_db: '31', psnr_delta_db: '-1.5', ssim_y: '' });
    expect(table('quality').map((row) => `${row['variant'] ?? ''} ${row['image'] ?? ''}`)).to.deep.equal([
      'net a',
      'net b',
      'ref a',
      'ref b',
    ]);
  });

  describe('with outputs that are wrong', () => {
    const gradientOn = (cpuDb: number, engineDb: number): readonly string[] =>
      wrong({ fidelityDb: cpuDb }, { fidelityDb: engineDb }, 'gradient');

    /** The cells of the Neural Engine's row, given what the CPU and it made of an image. */
    function wrong(onCpu: object | undefined, onEngine: object, image = 'a'): readonly string[] {
      const units = 'cpuAndNeuralEngine';
      const plan = planOf(
        [plannedCase('c', { computeUnits: units })],
        [
          plannedLaunch('q', { kind: 'quality', computeUnits: units }),
          plannedLaunch('r', { kind: 'quality', computeUnits: 'cpuOnly' }),
        ],
      );
      const q = enlarged('q', [{ image, ...onEngine }]);
      const r = enlarged('r', onCpu === undefined ? [] : [{ image, ...onCpu }]);
      const entries = [finished('q', { status: 'ok' }), finished('r', { status: 'ok' })];
      const [row] = write(plan, entries, { q: q.events, r: r.events }, [...q.judged, ...r.judged]);
      return ['wrong_outputs', 'wrong_outputs_blame', 'warnings'].map((name) => row?.[name] ?? '');
    }

    it('blame a unit only where the CPU of the phone gives them right', () => {
      const bad = { noPicture: 'one colour' };
      const saying = 'the output of a shows nothing of its input';
      expect(wrong({}, {})).to.deep.equal(['0', '', '']);
      const blame = ': the CPU of this phone gives it right, so cpuAndNeuralEngine is to blame';
      expect(wrong({}, bad)).to.deep.equal(['1', 'unit', saying + blame]);
      expect(wrong(bad, bad)).to.deep.equal(['1', 'model', `${saying}: so it is on the CPU of this phone`]);
      expect(wrong(undefined, bad)).to.deep.equal(['1', '', saying]);
    });

    it('know bands by the gradient, and by the CPU of the phone', () => {
      expect(gradientOn(55, 44).slice(0, 2)).to.deep.equal(['1', 'unit']);
      expect(gradientOn(55, 46).slice(0, 2)).to.deep.equal(['0', '']);
      // Compressed weights cost the CPU as much.
      expect(gradientOn(40, 39).slice(0, 2)).to.deep.equal(['0', '']);
      expect(gradientOn(80, 50).slice(0, 2)).to.deep.equal(['0', '']);
      expect(wrong({ fidelityDb: 55 }, { fidelityDb: 39 }, 'photo').slice(0, 2)).to.deep.equal(['0', '']);
    });

    it('know by any picture what a unit spoils, as a black tile does', () => {
      const photo = (cpuDb: number, engineDb: number): readonly string[] =>
        wrong({ fidelityDb: cpuDb }, { fidelityDb: engineDb });
      expect(photo(50, 29)).to.deep.equal([
        '1',
        'unit',
        'the output of a is far from the reference, and that of the CPU is not: the CPU of this phone gives it right, so cpuAndNeuralEngine is to blame',
      ]);
      expect(photo(50, 31).slice(0, 2)).to.deep.equal(['0', '']);
      // A variant that is far from its reference everywhere.
      expect(photo(29, 28).slice(0, 2)).to.deep.equal(['0', '']);
    });

    it('know by a second launch when outputs differ, and give each picture one row', () => {
      const [q, again] = [enlarged('q', [{ image: 'a' }]), enlarged('q-2', [{ image: 'a', output: 'b'.repeat(64) }])];
      const plan = planOf(
        [plannedCase('c')],
        ['q', 'q-2'].map((id) => plannedLaunch(id, { kind: 'quality' })),
      );
      const entries = ['q', 'q-2'].map((id) => finished(id, { status: 'ok' }));
      const [row] = write(plan, entries, { q: q.events, 'q-2': again.events }, [...q.judged, ...again.judged]);
      expect(row).to.include({ status: 'ok', wrong_outputs: '1' });
      const rows = rowsOf(join(folder.path, 'quality.csv'));
      expect(rows.map((each) => each['image'])).to.deep.equal(['a']);
    });

    it('are not hidden by a second launch when the first one failed', () => {
      const plan = planOf(
        [plannedCase('c')],
        ['q', 'q-2'].map((id) => plannedLaunch(id, { kind: 'quality' })),
      );
      const entries = [
        finished('q', { status: 'error', step: 'quality', reason: 'no' }),
        finished('q-2', { status: 'ok' }),
      ];
      expect(write(plan, entries, { 'q-2': enlarged('q-2', [{ image: 'a' }]).events })[0]?.['status']).to.equal(
        'error',
      );
    });

    it('know by a launch that was tried again when outputs differ', () => {
      const plan = planOf(
        [plannedCase('c')],
        ['q', 'q2'].map((id) => plannedLaunch(id, { kind: 'quality' })),
      );
      const outputs = (other: string) => {
        const [q, again] = [
          enlarged('q', [{ image: 'a' }]),
          enlarged('q2', [{ image: 'a', output: other.repeat(64) }]),
        ];
        const entries = ['q', 'q2'].map((id) => finished(id, { status: 'ok' }));
        return write(plan, entries, { q: q.events, q2: again.events }, [...q.judged, ...again.judged])[0];
      };
      expect(outputs('a')?.['wrong_outputs']).to.equal('0');
      expect(outputs('b')).to.include({ wrong_outputs: '1', warnings: 'the output of a differs between launches' });
    });
  });
});
