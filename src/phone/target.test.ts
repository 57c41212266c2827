import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { emptyLab } from '../plan/lab.js';
import type { LabDevice } from '../plan/lab.js';
import { chooseTargets, noticesOf, targetSchema } from './target.js';

const one = { udid: 'A-1', name: 'Ann', osVersion: '17.5', transport: 'usb' as const };
const two = { udid: 'B-2', name: 'Bob', osVersion: '18.1', transport: 'usb' as const };
const wireless = { udid: 'W-3', name: 'Wim', osVersion: '18.1', transport: 'wifi' as const };
const lab = (udid: string, required = true) => ({ name: `lab ${udid}`, udid, required });
const labOf = (...devices: LabDevice[]) => ({ devices });

describe('the phones of a run', () => {
  it('are all that are attached', () => {
    expect(chooseTargets([one, two], emptyLab)).to.deep.equal([one, two]);
  });

  it('are the one asked for', () => {
    expect(chooseTargets([one, two], emptyLab, 'B-2')).to.deep.equal([two]);
  });

  it('bring what the lab file says of them, and of all', () => {
    const signing = { team: 'ABCDE12345', bundle_id: 'org.example' };
    const wda = { url: 'http://127.0.0.1:8100' };
    const targets = chooseTargets([one, two], { devices: [{ ...lab('B-2'), wda }], signing });
    expect(targets).to.deep.equal([
      { ...one, signing },
      { ...two, labName: 'lab B-2', wdaUrl: wda.url, signing },
    ]);
  });

  it('can be told to workers, whatever was found out about them', () => {
    const told = { ...one, osBuild: '21F79', model: 'iPhone16,1' };
    const [target] = chooseTargets([told], emptyLab);
    expect(targetSchema.parse(target)).to.deep.equal({ ...one, osBuild: '21F79', model: 'iPhone16,1' });
  });

  it('must be there: exit 4, and how to go on', async () => {
    const { message, exitCode } = await problemOf(() => chooseTargets([], labOf(lab('A-1'))));
    expect(message).to.match(/^no iPhone is attached; .*\(rezbench virtual\)$/);
    expect(exitCode).to.equal(4);
  });

  it('must include the one asked for: exit 4, and which there are', async () => {
    const { message, exitCode } = await problemOf(() => chooseTargets([one, two], emptyLab, 'C-3'));
    expect(message).to.equal('no attached iPhone has the udid C-3; attached: A-1, B-2');
    expect(exitCode).to.equal(4);
  });

  it('must include those the lab requires, unless one phone alone is asked for', async () => {
    const { message, exitCode } = await problemOf(() => chooseTargets([one], labOf(lab('A-1'), lab('C-3'))));
    expect(message).to.contain('lab C-3 (C-3) is required by the lab file and not attached; ');
    expect(exitCode).to.equal(4);
    expect(chooseTargets([one], labOf(lab('C-3', false)))).to.deep.equal([one]);
    expect(chooseTargets([one], labOf(lab('C-3')), 'A-1')).to.deep.equal([one]);
  });

  describe('when one is on Wi-Fi alone', () => {
    it('leave it out, and say so', () => {
      expect(chooseTargets([one, wireless], emptyLab)).to.deep.equal([one]);
      expect(noticesOf([one, wireless], emptyLab)).to.deep.equal([
        'Wim (W-3) is on Wi-Fi alone and left out; plug it in, or take it with --device W-3',
      ]);
    });

    it('include it where it is asked for or in the lab file, and warn', () => {
      expect(chooseTargets([one, wireless], emptyLab, 'W-3')).to.deep.equal([wireless]);
      const known = labOf(lab('W-3'), lab('A-1'));
      expect(chooseTargets([one, wireless], known).map(({ udid }) => udid)).to.deep.equal(['A-1', 'W-3']);
      for (const notices of [noticesOf([one, wireless], emptyLab, 'W-3'), noticesOf([one, wireless], known)]) {
        expect(notices).to.deep.equal(['Wim (W-3) is on Wi-Fi alone, which is slow and may drop out; plug it in']);
      }
    });

    it('are none when there is no other: exit 4', async () => {
      const { message, exitCode } = await problemOf(() => chooseTargets([wireless], emptyLab));
      expect(message).to.match(/^no iPhone is on the cable; plug one in, or .*--device UDID: W-3$/);
      expect(exitCode).to.equal(4);
    });
  });

  it('include one that the lab file does not know, and say so', () => {
    expect(chooseTargets([one, two], labOf(lab('A-1')))).to.have.length(2);
    expect(noticesOf([one, two], labOf(lab('A-1')))).to.deep.equal([
      'Bob (B-2) is not in the lab file and takes part all the same; rezbench setup adds it',
    ]);
    expect(noticesOf([one, two], emptyLab)).to.deep.equal([]);
  });
});
