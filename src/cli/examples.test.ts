import { expect } from 'chai';
import { describe, it } from 'mocha';
import { wordsIn } from '../../test/shell-words.js';
import { commandLine } from './command-line.js';

const ignore = (): void => undefined;

/** Wide enough that no example is broken. */
const width = 400;

async function helpOf(words: readonly string[]): Promise<string> {
  let said = '';
  const line = commandLine([], ignore, ignore).wrap(width);
  await line.parseAsync([...words, '--help'], {}, (_error, _arguments, output) => {
    said = output;
  });
  return said;
}

const namesIn = (help: string): string[] =>
  [...help.matchAll(/^ {2}rezbench ([a-z-]+)/gm)].map(([, name = '']) => name);

/** The lines after `rezbench`, without what they are good for. */
const examplesIn = (help: string): string[] =>
  [...(help.split(/^Examples:$/m)[1] ?? '').matchAll(/^ {2}rezbench (.*?)(?: {2,}|$)/gm)].map(([, line = '']) => line);

describe('the examples that --help shows', function () {
  // The module of every command is loaded.
  this.timeout(120_000);
  let commands: readonly string[] = [];

  it('are there for every command', async () => {
    commands = namesIn(await helpOf([]));
    expect(commands).to.include.members(['demo', 'gate', 'run', 'virtual']);
    const without: string[] = [];
    for (const name of commands) if (examplesIn(await helpOf([name])).length === 0) without.push(name);
    expect(without).to.deep.equal([]);
  });

  it('are command lines of that command, as the command line takes them', async () => {
    for (const name of commands) {
      for (const line of examplesIn(await helpOf([name]))) {
        const words = wordsIn(line);
        expect(words[0], line).to.equal(name);
        await commandLine(words, ignore, ignore).parseAsync();
      }
    }
  });

  it('are refused when they have an option that is none', async () => {
    const words = wordsIn('report results/RUN --no-such-option');
    let refusal = '';
    await commandLine(words, ignore, ignore)
      .parseAsync()
      .catch((error: unknown) => {
        refusal = String(error);
      });
    expect(refusal).to.match(/Unknown argument.*; see rezbench report --help$/);
  });
});
