import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { buildsBetween } from './builds.js';
import type { Asked } from './builds.js';

describe('the builds between two ends', () => {
  let folder: string;
  const asked = (more: Partial<Asked> = {}): Asked => ({ good: 'net-2', bad: 'net-10', folder, ...more });
  const build = (name: string, content = name): void => {
    writeFileSync(join(folder, name), content);
  };
  beforeEach(() => {
    folder = temporaryFolder().path;
    for (const number of [1, 2, 9, 10, 11]) build(`net-${String(number)}.mlmodel`);
  });
  const names = (more?: Partial<Asked>): string[] => buildsBetween(asked(more)).map(({ name }) => name);

  it('are in the order of their numbers, from the good end to the bad one', () => {
    writeFileSync(join(folder, 'notes.txt'), '');
    mkdirSync(join(folder, '.hidden.mlpackage'));
    expect(names()).to.deep.equal(['net-2.mlmodel', 'net-9.mlmodel', 'net-10.mlmodel']);
    expect(names({ good: 'net-9.mlmodel', bad: join(folder, 'net-11.mlmodel') })).to.have.length(3);
  });

  it('are in the order of a file, where one is given', () => {
    const order = join(folder, 'order.txt');
    build('3fa9.mlmodel');
    build('b07c.mlmodel');
    writeFileSync(order, '# by commit\nnet-10.mlmodel\n\nb07c\n3fa9.mlmodel\n');
    expect(names({ good: 'net-10', bad: '3fa9', order })).to.deep.equal([
      'net-10.mlmodel',
      'b07c.mlmodel',
      '3fa9.mlmodel',
    ]);
  });

  it('leave out a build that is the very package before it', () => {
    build('net-9.mlmodel', 'net-2.mlmodel');
    expect(names()).to.deep.equal(['net-2.mlmodel', 'net-10.mlmodel']);
  });

  it('leave out what one of the bytes of an earlier one takes back', () => {
    build('net-9.mlmodel', 'net-1.mlmodel');
    expect(names({ good: 'net-1', bad: 'net-11' })).to.deep.equal([
      'net-1.mlmodel',
      'net-10.mlmodel',
      'net-11.mlmodel',
    ]);
    build('net-9.mlmodel', 'net-9.mlmodel');
    build('net-10.mlmodel', 'net-2.mlmodel');
    expect(names({ good: 'net-1', bad: 'net-11' })).to.deep.equal(['net-1.mlmodel', 'net-2.mlmodel', 'net-11.mlmodel']);
  });

  const order = (): string => join(folder, 'order.txt');
  const refusals: readonly [string, () => Partial<Asked>, RegExp][] = [
    [
      'a good end that is not there',
      () => ({ good: 'net-5' }),
      /^GOOD net-5 is no build in .* \(net-1.mlmodel to net-11.mlmodel\); name one/,
    ],
    ['a bad end that is not there', () => ({ bad: 'net-5' }), /^BAD net-5 is no build in/],
    ['ends that are one build', () => ({ bad: 'net-2.mlmodel' }), /^GOOD and BAD are both net-2; name two builds/],
    [
      'ends of the same bytes',
      () => {
        build('net-10.mlmodel', 'net-2.mlmodel');
        return {};
      },
      /^GOOD \(net-2\) and BAD \(net-10\) are the same package, byte for byte; name two that differ$/,
    ],
    [
      'ends the wrong way round',
      () => ({ good: 'net-10', bad: 'net-2' }),
      /^GOOD \(net-10\) comes after BAD \(net-2\) by name; give the older/,
    ],
    [
      'a damaged build',
      () => {
        rmSync(join(folder, 'net-9.mlmodel'));
        mkdirSync(join(folder, 'net-9.mlmodel'));
        return {};
      },
      /net-9\.mlmodel is damaged, or no model; mend it, or take it out of the folder/,
    ],
    [
      'names that say no order',
      () => {
        build('other-3.mlmodel');
        return {};
      },
      /net-\d+\.mlmodel and other-3\.mlmodel differ in more than their numbers, .* give --order FILE/,
    ],
    [
      'names of one number',
      () => {
        build('net-09.mlmodel');
        return {};
      },
      /net-0?9\.mlmodel and net-0?9\.mlmodel have the same number/,
    ],
    [
      'builds of the app',
      () => {
        for (const number of [1, 2, 9, 10, 11]) rmSync(join(folder, `net-${String(number)}.mlmodel`));
        build('Harness-1.ipa');
        return {};
      },
      /holds builds of the app, which a package has to be measured by; name one with --model PACKAGE$/,
    ],
    ['a folder that is not there', () => ({ folder: join(folder, 'none') }), /none does not exist/],
    [
      'an order file that is not there',
      () => ({ order: order() }),
      /^--order .*order\.txt is not there; write the names/,
    ],
    [
      'a build in the order file that the folder lacks',
      () => {
        writeFileSync(order(), 'net-1\nnet-7\n');
        return { order: order() };
      },
      /order\.txt:2: net-7 is no build in .*; put it there, or take the line out/,
    ],
    [
      'a build that the order file names twice',
      () => {
        writeFileSync(order(), 'net-1\nnet-2\nnet-1.mlmodel\n');
        return { order: order() };
      },
      /order\.txt:3: net-1\.mlmodel is named twice/,
    ],
  ];
  describe('are refused in one sentence:', () => {
    for (const [what, prepare, sentence] of refusals) {
      it(what, async () => {
        const { message } = await problemOf(() => buildsBetween(asked(prepare())));
        expect(message).to.match(sentence);
        expect(message.split('\n')).to.have.length(1);
      });
    }
  });
});
