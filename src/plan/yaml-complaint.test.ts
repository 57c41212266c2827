import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { readFleet } from '../virtual/fleet.js';
import { readLab } from './lab.js';

describe('a complaint about a YAML file', () => {
  const folder = temporaryFolder();
  for (const [what, read, text, message] of [
    [
      'a list where fields belong',
      readFleet,
      '[]',
      /:1: field \(the whole file\): must be fields, each with its value$/,
    ],
    ['nothing at all', readFleet, '', /:1: field \(the whole file\): must be fields, each with its value$/],
    [
      'an unknown field',
      readFleet,
      'phones: [{ name: a, udid: x }]',
      /:1: field phones\.0\.udid: is no field that is known here; correct its name, or leave it out$/,
    ],
    ['a number where a list belongs', readLab, 'devices: 5', /:1: field devices: must be a list$/],
    [
      'text where true or false belongs',
      readLab,
      'devices: [{ name: a, udid: b, required: perhaps }]',
      /:1: field devices\.0\.required: must be true or false$/,
    ],
  ] as const) {
    it(`says what to write instead of ${what}`, async () => {
      const file = folder.write('a.yaml', text);
      const problem = await problemOf(() => read(file));
      expect(problem.message).to.match(message);
      expect(problem.exitCode).to.equal(2);
    });
  }
});
