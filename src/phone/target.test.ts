import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { chooseTargets } from './target.js';

const one = { udid: 'A-1', name: 'Ann', osVersion: '17.5' };
const two = { udid: 'B-2', name: 'Bob', osVersion: '18.1' };
const lab = (udid: string, required = true) => ({ name: `lab ${udid}`, udid, required });

describe('the phones of a run', () => {
  it('are all that are attached', () => {
    expect(chooseTargets([one, two], [])).to.deep.equal([one, two]);
  });

  it('are the one asked for', () => {
    expect(chooseTargets([one, two], [], 'B-2')).to.deep.equal([two]);
  });

  it('bring what the lab file says of them', () => {
    const wda = { url: 'http://127.0.0.1:8100' };
    expect(chooseTargets([one, two], [{ ...lab('B-2'), wda }])).to.deep.equal([
      one,
      { ...two, labName: 'lab B-2', wdaUrl: wda.url },
    ]);
  });

  it('must be there: exit 4, and how to go on', async () => {
    const { message, exitCode } = await problemOf(() => chooseTargets([], [lab('A-1')]));
    expect(message).to.match(/^no iPhone is attached; .*--virtual 1$/);
    expect(exitCode).to.equal(4);
  });

  it('must include the one asked for: exit 4, and which there are', async () => {
    const { message, exitCode } = await problemOf(() => chooseTargets([one, two], [], 'C-3'));
    expect(message).to.equal('no attached iPhone has the udid C-3; attached: A-1, B-2');
    expect(exitCode).to.equal(4);
  });

  it('must include those the lab requires, unless one phone alone is asked for', async () => {
    const { message, exitCode } = await problemOf(() => chooseTargets([one], [lab('A-1'), lab('C-3')]));
    expect(message).to.contain('lab C-3 (C-3) is required by the lab file and not attached; ');
    expect(exitCode).to.equal(4);
    expect(chooseTargets([one], [lab('C-3', false)])).to.deep.equal([one]);
    expect(chooseTargets([one], [lab('C-3')], 'A-1')).to.deep.equal([one]);
  });
});
