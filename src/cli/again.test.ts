import { join, resolve } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { adviceIn } from '../../test/rig/advice.js';
import { howToGoOn } from '../run/stopped.js';
import { optionsAgain } from './again.js';
import { commandLine } from './command-line.js';

type Given = Parameters<typeof optionsAgain>[0];

const asked = ['resume', 'virtual', 'night', 'ios', 'app', 'lab', 'device', 'grid', 'appium-port'];

/** What the command line makes of the advice for a run in a folder. */
async function followed(path: string, given: Given): Promise<Record<string, unknown>> {
  const words = adviceIn(howToGoOn({ path, id: 'run', again: optionsAgain(given) }));
  const ignore = (): void => undefined;
  const args = await commandLine(words, ignore, ignore).parseAsync();
  return Object.fromEntries(Object.entries(args).filter(([name]) => asked.includes(name)));
}

describe('the advice how to go on', () => {
  for (const [what, given, expected] of [
    ['attached phones', {}, {}],
    ['virtual phones', { virtual: 2, ios: '18.5', app: 'swift' }, { virtual: '2', ios: '18.5', app: 'swift' }],
    ['the one virtual phone of another command', { virtual: true, app: 'unused' }, { virtual: '1' }],
    ['a fleet and its night', { virtual: 'my fleet.yaml', night: 3 }, { virtual: resolve('my fleet.yaml'), night: 3 }],
    ['a phone of a Grid', { grid: 'https://hub/', device: 'lab-3' }, { grid: 'https://hub/', device: 'lab-3' }],
    ['a command whose virtual phone was not wanted', { virtual: false }, {}],
    [
      'a lab, an app, a phone and a port',
      { lab: 'my lab.yaml', app: "it's.ipa", device: '00008110-1', 'appium-port': 4723 },
      { lab: resolve('my lab.yaml'), app: resolve("it's.ipa"), device: '00008110-1', 'appium-port': 4723 },
    ],
  ] as const) {
    it(`names ${what} as the command line takes them`, async () => {
      expect(await followed('/results/a run', given)).to.deep.equal({ ...expected, resume: '/results/a run' });
    });
  }

  it('keeps any path one word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const path = join('/results', name.replaceAll('\0', ''));
        expect(adviceIn(howToGoOn({ path, id: 'run' }))).to.deep.equal(['run', '--resume', path]);
      }),
      { numRuns: 40 },
    );
  });
});
