import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { readJudgements } from './judgements.js';

describe('what other commands found out about a run', () => {
  it('is read where it is there, and named where it is damaged', () => {
    const folder = temporaryFolder();
    expect(readJudgements({ path: folder.path, id: 'run' })).to.deep.equal({ unreadable: [] });
    folder.write(
      'verdict.json',
      JSON.stringify({ v: 2, outcome: 'passed', level: 'nightly', counts: { passed: 1 }, findings: [] }),
    );
    folder.write('compare.json', '{"outcome": "won"}');
    folder.write('ship.json', 'nothing');
    const { gate, unreadable } = readJudgements({ path: folder.path, id: 'run' });
    expect(gate).to.deep.equal({ outcome: 'passed', level: 'nightly', counts: { passed: 1 } });
    expect(unreadable).to.deep.equal(['compare.json', 'ship.json']);
  });
});
