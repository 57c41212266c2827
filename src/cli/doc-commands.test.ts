import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { documents, printedCommands, shellLines, spansOf, wordsOf } from '../../test/doc-commands.js';
import { projectRoot } from '../project.js';
import { commandLine } from './command-line.js';

/** These speak of rezbench's own options; others print those of programs in Python as well. */
const aboutOptions = [
  'README.md',
  ...['setup', 'first-light', 'capture', 'compare', 'culprit', 'gate', 'report', 'virtual-iphone'].map(
    (page) => `docs/${page}.md`,
  ),
];

const ignore = (): void => undefined;

/** What yargs says against these words; undefined when it would carry them out. */
async function refusal(words: readonly string[]): Promise<string | undefined> {
  try {
    await commandLine(words, ignore, ignore).parseAsync();
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
}

async function helpOf(words: readonly string[]): Promise<string> {
  let said = '';
  await commandLine([], ignore, ignore).parseAsync([...words, '--help'], {}, (_error, _arguments, output) => {
    said = output;
  });
  return said;
}

const optionsIn = (text: string): string[] => text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [];

describe('the commands that the documents print', () => {
  /** The options of each command. */
  const known = new Map<string, ReadonlySet<string>>();

  before('ask for the help of each command', async () => {
    const commands = [...(await helpOf([])).matchAll(/^ {2}npx rezbench ([a-z-]+)/gm)].map(([, name = '']) => name);
    for (const name of commands) known.set(name, new Set(optionsIn(await helpOf([name]))));
    expect(known.get('gate')).to.include('--allow-virtual');
  });

  const unknownOptions = (words: readonly string[]): string[] => {
    const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
    return optionsIn(own.join(' ')).filter((option) => known.get(words[0] ?? '')?.has(option) !== true);
  };

  it('are refused when they have an option that is none', async () => {
    expect(await refusal(['gate', 'results/RUN', '--budgets', 'b.yaml', '--strict'])).to.match(
      /Unknown argument: strict/,
    );
    expect(await refusal(['gate', 'results/RUN', '--budgets', 'b.yaml'])).to.equal(undefined);
    expect(unknownOptions(['gate', 'results/RUN', '--strict'])).to.deep.equal(['--strict']);
  });

  for (const document of documents) {
    for (const { words, comment } of printedCommands(document)) {
      it(`${document}: rezbench ${words.join(' ')}`, async () => {
        // Nothing is checked of a command line that asks for help.
        if (words[0] === '--help') return;
        expect(await refusal(words)).to.equal(undefined);
        expect(unknownOptions([words[0] ?? '', comment.replaceAll('`', '')])).to.deep.equal([]);
      });
    }
  }

  it('exist where a sentence names them, and have the options that stand beside them', () => {
    const commands = new Set(known.keys());
    const seen = documents.flatMap((document) =>
      spansOf(document).flatMap(
        (span) => wordsOf(span, commands)?.map((word) => [document, span, word] as const) ?? [],
      ),
    );
    expect(seen).to.have.length.above(40);
    for (const document of documents) {
      for (const span of spansOf(document)) {
        if (/^(npx )?rezbench [a-z]/.test(span))
          expect(wordsOf(span, commands), `${document}: ${span}`).to.be.an('array');
        expect(unknownOptions(wordsOf(span, commands) ?? []), `${document}: ${span}`).to.deep.equal([]);
      }
    }
  });

  it('have every option that a sentence names without its command', () => {
    const all = new Set([...known.values()].flatMap((options) => [...options]));
    for (const document of aboutOptions) {
      const alone = spansOf(document).filter((span) => span.startsWith('--'));
      expect(
        alone.flatMap(optionsIn).filter((option) => !all.has(option)),
        document,
      ).to.deep.equal([]);
    }
  });

  it('are called in one way: npx rezbench', () => {
    for (const document of documents) {
      const calls = [...shellLines(document), ...spansOf(document)];
      expect(
        calls.filter((line) => /src\/bin\.ts|scripts\/rezbench\.mjs|^rezbench /.test(line)),
        document,
      ).to.deep.equal([]);
    }
  });

  it('are called in the same way where the program itself names them', () => {
    const call = new RegExp(`(?<!npx )(?<![\\w/-])rezbench (${[...known.keys()].join('|')})(?![\\w-])`);
    const isComment = (line: string): boolean => /^\s*(\/?\*|\/\/)/.test(line);
    const others = sources('src').flatMap((file) =>
      readFileSync(join(projectRoot, file), 'utf8')
        .split('\n')
        .filter((line) => call.test(line) && !isComment(line) && !names.some((name) => line.includes(name)))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(others).to.deep.equal([]);
  });
});

/** Not calls, but what something is called: a format, a report of JUnit, a column's meaning. */
const names = [
  "'rezbench capture'",
  'name(`rezbench gate ',
  'what rezbench ship recommends',
  'The acceptance of one phone by rezbench first-light',
];

const sources = (folder: string): string[] =>
  readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
    .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)));
