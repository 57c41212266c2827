import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { readLab } from './lab.js';

describe('lab.yaml', () => {
  const folder = temporaryFolder();
  const read = (text: string) => readLab(folder.write('lab.yaml', text));

  it('is read with every key that it can have', () => {
    const text = `version: 1
signing: {team: ABCDE12345, bundle_id: org.example.harness}
devices:
  - name: lab-1
    udid: A-1
    model: iPhone15,2
    required: false
    wda: {url: "http://127.0.0.1:8100"}
  - {name: lab-2, udid: B-2}
`;
    expect(read(text)).to.deep.equal({
      signing: { team: 'ABCDE12345', bundle_id: 'org.example.harness' },
      devices: [
        { name: 'lab-1', udid: 'A-1', model: 'iPhone15,2', required: false, wda: { url: 'http://127.0.0.1:8100' } },
        { name: 'lab-2', udid: 'B-2', required: true },
      ],
    });
  });

  const refusals: readonly (readonly [what: string, text: string, message: RegExp])[] = [
    [
      'a newer version, whatever else is in it',
      'version: 2\nphones: []\n',
      /lab\.yaml: field version is 2, and this rezbench reads version 1; update rezbench$/,
    ],
    [
      'two phones with one name',
      'devices:\n  - {name: a, udid: A-1}\n  - {name: a, udid: B-2}\n',
      /lab\.yaml:3: field devices\.1\.name: an earlier phone has a too; give each a name of its own$/,
    ],
    [
      'two phones with one udid',
      'devices:\n  - {name: a, udid: A-1}\n  - {name: b, udid: A-1}\n',
      /lab\.yaml:3: field devices\.1\.udid: an earlier phone has A-1 too; remove one/,
    ],
    [
      'a signing entry without a team',
      'signing:\n  bundle_id: org.example\n',
      /lab\.yaml:2: field signing\.team: is missing; npx rezbench setup --team/,
    ],
    ['a phone without a udid', 'devices:\n  - name: a\n', /lab\.yaml:2: field devices\.0\.udid: is missing; /],
    [
      'a key that nobody knows',
      'devices:\n  - {name: a, udid: A-1, chip: A17}\n',
      /lab\.yaml:2: field devices\.0\.chip: /,
    ],
  ];
  for (const [what, text, message] of refusals) {
    it(`is refused with ${what}`, async () => {
      const problem = await problemOf(() => read(text));
      expect(problem.message).to.match(message);
      expect(problem.exitCode).to.equal(2);
    });
  }
});
