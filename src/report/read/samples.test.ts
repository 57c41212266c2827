import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { Problem } from '../../problem.js';
import { launchKey, readSamples } from './samples.js';

const head = 'run_id,device_udid,case_id,launch,variant,arm,block,iteration,phase,latency_ns,t_ns,thermal_state';

describe('the samples of a page', () => {
  it('are quantiles of each case and medians of its launches, without warm-ups and anchors', async () => {
    const folder = temporaryFolder();
    const line = (launch: string, ns: number, { id = 'c', phase = 'predict', state = 'nominal' } = {}): string =>
      `run,u,${id},${launch},v,,0,0,${phase},${String(ns)},0,${state}`;
    folder.write(
      'samples.csv',
      [
        head,
        line('one', 900e6, { phase: 'warmup' }),
        ...[1, 2, 3].map((ms) => line('one', ms * 1e6)),
        ...[4, 5, 6].map((ms) => line('two', ms * 1e6, { state: 'serious' })),
        line('anchor-1', 5e6, { id: '' }),
        '',
      ].join('\n'),
    );
    const { cases, thermal } = await readSamples({ path: folder.path, id: 'run' });
    expect(cases).to.deep.equal([
      { udid: 'u', case_id: 'c', count: 6, quantilesMs: [1.25, 2.25, 3.5, 4.75, 5.75], mediansMs: [2, 5] },
    ]);
    expect(thermal.get(launchKey('u', 'two'))).to.equal('serious');
    expect(thermal.get(launchKey('u', 'one'))).to.equal('nominal');
  });

  it('may have names with commas, quotes and line breaks', async () => {
    const folder = temporaryFolder();
    folder.write('samples.csv', `${head}\nrun,u,"a, ""b""\nc",one,v,,0,0,predict,1000000,0,fair\n`);
    const { cases } = await readSamples({ path: folder.path, id: 'run' });
    expect(cases.map(({ case_id }) => case_id)).to.deep.equal(['a, "b"\nc']);
  });

  for (const [what, line] of [
    ['a quote within a cell', 'run,u,c"x"y,one,v,,0,0,predict,1000000,0,fair'],
    ['a quote without an end', 'run,u,"c,one,v,,0,0,predict,1000000,0,fair\n'.repeat(1999)],
    ['a latency that is no number', 'run,u,c,one,v,,0,0,predict,fast,0,fair'],
    ['a line without an end', 'x'.repeat(1 << 18)],
  ] as const) {
    it(`are refused with ${what}, with what to do`, async () => {
      const folder = temporaryFolder();
      folder.write('samples.csv', `${head}\n${line}\n`);
      const error: unknown = await readSamples({ path: folder.path, id: 'run' }).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Problem);
      expect(String(error)).to.match(/samples\.csv: .*; write it again with npx rezbench tables /);
    });
  }

  it('are nothing where there is no table', async () => {
    expect((await readSamples({ path: temporaryFolder().path, id: 'run' })).cases).to.be.empty;
  });
});
