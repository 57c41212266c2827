import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { writeSmallIpa } from '../../test/small-app.js';
import { buildsBetween } from './builds.js';
import type { Asked } from './builds.js';

describe('builds of the app between two ends', () => {
  let folder: string;
  const ipa = (name: string): string => join(folder, `${name}.ipa`);
  const asked = (more: Partial<Asked> = {}): Asked => ({ good: 'App-2', bad: 'App-10', folder, model: {}, ...more });
  const names = (more?: Partial<Asked>): string[] => buildsBetween(asked(more)).map(({ name }) => name);
  beforeEach(() => {
    folder = temporaryFolder().path;
    for (const version of ['1', '2', '9', '10', '11']) writeSmallIpa(ipa(`App-${version}`), { version });
  });

  it('are in the order of their numbers, with the build that a phone knows each by', () => {
    mkdirSync(join(folder, 'net.mlpackage'));
    expect(buildsBetween(asked()).map(({ name, appBuild }) => [name, appBuild])).to.deep.equal([
      ['App-2.ipa', '2'],
      ['App-9.ipa', '9'],
      ['App-10.ipa', '10'],
    ]);
  });

  it('are in the order of a file, where one is given', () => {
    const order = join(folder, 'order.txt');
    writeFileSync(order, 'App-10\nApp-1\nApp-2\n');
    expect(names({ good: 'App-10', bad: 'App-2', order })).to.deep.equal(['App-10.ipa', 'App-1.ipa', 'App-2.ipa']);
  });

  it('leave out a file that is the very one before it', () => {
    copyFileSync(ipa('App-2'), ipa('App-9'));
    expect(names()).to.deep.equal(['App-2.ipa', 'App-10.ipa']);
  });

  it('leave out what one of the bytes of an earlier one takes back', () => {
    copyFileSync(ipa('App-1'), ipa('App-9'));
    expect(names({ good: 'App-1', bad: 'App-11' })).to.deep.equal(['App-1.ipa', 'App-10.ipa', 'App-11.ipa']);
  });

  const refusals: readonly (readonly [string, () => void, RegExp, number])[] = [
    [
      'one that is damaged',
      () => {
        writeFileSync(ipa('App-9'), 'hello');
      },
      /App-9\.ipa is not an \.ipa with an Info\.plist; build the harness app again, or take it out of the folder$/,
      4,
    ],
    [
      'one of another app, which would not take the place of the first',
      () => {
        writeSmallIpa(ipa('App-9'), { version: '9', id: 'org.example.other' });
      },
      /App-9\.ipa is of another app \(org\.example\.other\) than App-2\.ipa \(org\.example\.small\); take it out/,
      2,
    ],
    [
      'other files of one build number, which a phone takes for the same',
      () => {
        writeSmallIpa(ipa('App-9'), { version: '2', sharesDocuments: false });
      },
      /^App-2\.ipa and App-9\.ipa are not the same file and both say that they are build 2, .* npx rezbench build, /,
      2,
    ],
    [
      'ends of the same bytes',
      () => {
        copyFileSync(ipa('App-2'), ipa('App-10'));
      },
      /^GOOD \(App-2\) and BAD \(App-10\) are the same build of the app, byte for byte; name two that differ$/,
      2,
    ],
    [
      'one alone',
      () => {
        for (const version of ['2', '9', '10', '11']) rmSync(ipa(`App-${version}`));
      },
      /holds one \.ipa alone; put all builds from GOOD to BAD there, or leave --model out/,
      2,
    ],
    [
      'bundles, which no phone is given',
      () => {
        for (const version of ['1', '2', '9', '10', '11']) rmSync(ipa(`App-${version}`));
        mkdirSync(join(folder, 'App-1.app'));
      },
      /holds \.app bundles, and phones are given \.ipa files; put each into a folder Payload of its own and zip that/,
      2,
    ],
  ];
  describe('are refused in one sentence:', () => {
    for (const [what, prepare, sentence, code] of refusals) {
      it(what, async () => {
        prepare();
        const { message, exitCode } = await problemOf(() => buildsBetween(asked()));
        expect(message).to.match(sentence);
        expect(message.split('\n')).to.have.length(1);
        expect(exitCode).to.equal(code);
      });
    }
  });
});
