import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { wordsIn } from '../../test/shell-words.js';
import { writeProject } from '../init/write-project.js';
import { projectRoot } from '../project.js';
import { commandLine } from './command-line.js';
import { exampleText } from './example-text.js';
import { examplesWith } from './examples.js';
import type { Example } from './examples.js';
import { checkoutFiles, projectFiles } from './own-files.js';

const ignore = (): void => undefined;

async function helpOf(words: readonly string[]): Promise<string> {
  let said = '';
  await commandLine([], ignore, ignore).parseAsync([...words, '--help'], {}, (_error, _arguments, output) => {
    said = output;
  });
  return said;
}

const namesIn = (help: string): string[] =>
  [...help.matchAll(/^ {2}npx rezbench ([a-z-]+)/gm)].map(([, name = '']) => name);

/** The commands that stand under `Examples:`, as a shell reads them, without the program's name. */
const examplesIn = (help: string): string[] =>
  (help.split(/^Examples:$/m)[1] ?? '')
    .replaceAll(/ \\\n */g, ' ')
    .split('\n')
    .flatMap((line) => /^ *npx rezbench (.*)$/.exec(line)?.[1] ?? []);

/** Words that stand for files which must be there: all that look like one, and are not the reader's own or to be written. */
function filesNamedBy(line: string): string[] {
  const words = wordsIn(line);
  return words.filter(
    (word, index) =>
      !['--swift', '--json'].includes(words[index - 1] ?? '') &&
      !/[A-Z]{2}/.test(word) &&
      !word.startsWith('results/') &&
      (word.includes('/') || /\.(yaml|mlpackage|png|jpg)$/.test(word)),
  );
}

/** A file, or one of several that a shell would put for `*`. */
const isThere = (path: string): boolean =>
  basename(path).startsWith('*')
    ? readdirSync(dirname(path)).some((name) => name.endsWith(extname(path)))
    : existsSync(path);

describe('the examples that --help shows', function () {
  // The module of every command is loaded.
  this.timeout(120_000);
  let commands: readonly string[] = [];

  before(async () => {
    commands = namesIn(await helpOf([]));
    expect(commands).to.include.members(['demo', 'gate', 'run', 'virtual']);
  });

  it('are there for every command, and are command lines of it', async () => {
    const known = examplesWith(checkoutFiles);
    for (const name of commands) {
      const shown = examplesIn(await helpOf([name]));
      expect(shown, name).not.to.be.empty;
      expect(shown, name).to.deep.equal(known[name]?.map(([line]) => line));
    }
    expect(Object.keys(known)).to.have.members([...commands]);
  });

  const project = temporaryFolder();
  mkdirSync(join(project.path, 'node_modules'));
  symlinkSync(projectRoot, join(project.path, 'node_modules/rezbench'));
  writeProject(project.path, 'demo', []);

  for (const [where, files, folder] of [
    ['a checkout', checkoutFiles, projectRoot],
    ['a project that init began', projectFiles, project.path],
  ] as const) {
    const lines = Object.entries(examplesWith(files)).flatMap(([name, examples]) =>
      examples.map(([line]) => [name, line] as const),
    );

    it(`are taken by the command line, in ${where}`, async () => {
      for (const [name, line] of lines) {
        const words = wordsIn(line);
        expect(words[0], line).to.equal(name);
        await commandLine(words, ignore, ignore).parseAsync();
      }
    });

    it(`name files that are there, in ${where}`, () => {
      const named = lines.flatMap(([, line]) => filesNamedBy(line));
      expect(named).to.include.members([files.sweep, files.budgets, files.fleet, `${files.models}/*.mlpackage`]);
      expect(named.filter((file) => !isThere(join(folder, file)))).to.deep.equal([]);
    });
  }

  it('are refused when they have an option that is none', async () => {
    const words = wordsIn('report results/RUN --no-such-option');
    let refusal = '';
    await commandLine(words, ignore, ignore)
      .parseAsync()
      .catch((error: unknown) => {
        refusal = String(error);
      });
    expect(refusal).to.match(/Unknown argument.*; see npx rezbench report --help$/);
  });

  it('can be copied from a narrow terminal', () => {
    const examples: readonly Example[] = [['gate results/RUN --budgets budgets.yaml --json', 'for a script']];
    const text = exampleText(examples, 'npx rezbench', 40);
    expect(text.split('\n').filter((line) => line.length > 40)).to.deep.equal([]);
    expect(examplesIn(text)).to.deep.equal(['gate results/RUN --budgets budgets.yaml --json']);
  });
});
