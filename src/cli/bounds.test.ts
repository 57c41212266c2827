import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { heardConsole } from '../../test/rig/console.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { mostOf, optionBounds, rangeText } from '../bounds/bounds.js';
import { commandLine } from './command-line.js';
import { main } from './main.js';

const ignore = (): void => undefined;
const folder = temporaryFolder();

async function helpOf(words: readonly string[]): Promise<string> {
  let said = '';
  await commandLine([], ignore, ignore).parseAsync([...words, '--help'], {}, (_error, _arguments, output) => {
    said = output;
  });
  return said;
}

interface Option {
  readonly name: string;
  readonly kind: 'number' | 'string' | 'array' | 'boolean';
  readonly choice: string | undefined;
}

/** What help says of a command's options. */
const optionsIn = (help: string): Option[] =>
  help
    .slice(help.indexOf('Options:'))
    .split(/\n(?= +--)/)
    .flatMap((text) => {
      const name = /^ +--([a-z-]+)/.exec(text)?.[1];
      const kind = /\[(number|string|array|boolean)\]/.exec(text)?.[1] as Option['kind'] | undefined;
      if (name === undefined || name === 'help' || name === 'version') return [];
      const choice = /\[choices: "([^"]+)"/.exec(text)?.[1];
      return [{ name, kind: kind ?? (choice === undefined ? 'boolean' : 'string'), choice }];
    });

/** What each command needs to be understood at all. None of it is looked at in these tests. */
const needed: Readonly<Record<string, readonly string[]>> = {
  compare: ['base', 'run'],
  gate: ['run', '--budgets', 'b.yaml'],
  history: ['trend'],
  inspect: ['a.mlmodel'],
  predict: ['a.mlmodel'],
  promote: ['run'],
  report: ['run'],
  reproduce: ['3f9a12c4', '--in', 'run'],
  ship: ['run', '--budgets', 'b.yaml'],
  'ship-map': ['run', '--budgets', 'b.yaml', '--swift', 'a.swift', '--json', 'a.json'],
  tables: ['run'],
  upscale: ['a.png', '--model', 'a.mlmodel'],
};

describe('the command line, given what it cannot mean', () => {
  const console = heardConsole();
  const commands = new Map<string, readonly Option[]>();

  before(async () => {
    const names = [...(await helpOf([])).matchAll(/^ {2}npx rezbench ([a-z-]+)/gm)].map(([, name = '']) => name);
    for (const name of names) commands.set(name, optionsIn(await helpOf([name])));
    expect([...commands.keys()]).to.include.members(Object.keys(needed));
  });

  /** The one sentence that a command line is refused with, which ends with exit code 2. */
  async function refused(...words: readonly string[]): Promise<string> {
    const before = console.said.length;
    expect(await main(words), words.join(' ')).to.equal(2);
    const said = console.said.slice(before);
    expect(said, words.join(' ')).to.have.length(1);
    const [sentence = ''] = said;
    expect(sentence).to.match(/^rezbench: [^\n]+$/);
    return sentence;
  }

  /** Every option of every command of some kind, and the words that the command needs beside it. */
  const optionsOf = (kinds: readonly Option['kind'][]) =>
    [...commands].flatMap(([command, options]) =>
      options
        .filter(({ kind }) => kinds.includes(kind))
        .map((option) => {
          const others = needed[command] ?? [];
          const at = others.indexOf(`--${option.name}`);
          return { option, words: [command, ...(at < 0 ? others : others.filter((_, i) => i !== at && i !== at + 1))] };
        }),
    );

  it('says what a number must be, of each number that it takes', async () => {
    const found = optionsOf(['number']);
    expect(new Set(found.map(({ option }) => option.name))).to.deep.equal(new Set(Object.keys(optionBounds)));
    for (const { option, words } of found) {
      const bound = optionBounds[option.name as keyof typeof optionBounds];
      const beyond = [bound.least - 1, bound.most + 1, -1, 1.5, 1e9, 1e12].map(String);
      for (const value of [...beyond, '1e400', 'NaN', 'Infinity', '-Infinity', 'x', '0x1g', '']) {
        const said = await refused(...words, `--${option.name}=${value}`);
        expect(said).to.match(new RegExp(`^rezbench: --${option.name}.*: give ${rangeText(bound)}$`));
      }
      expect(await refused(...words, `--${option.name}`)).to.include(`Not enough arguments following: ${option.name}`);
    }
  });

  it('takes each option once that can have one value', async () => {
    for (const { option, words } of optionsOf(['number', 'string'])) {
      const value = option.choice ?? '2';
      const said = await refused(...words, ...[value, value].map((each) => `--${option.name}=${each}`));
      expect(said).to.match(
        new RegExp(`--${option.name} is given twice; give it once$|Implications failed|mutually exclusive`),
      );
    }
  });

  it('refuses a text that is missing or endless', async () => {
    for (const { option, words } of optionsOf(['string', 'array'])) {
      if (option.choice !== undefined) continue;
      const long = await refused(...words, `--${option.name}=${'a'.repeat(mostOf.argument.most + 1)}`);
      expect(long).to.match(/is longer than 4,096 characters; shorten it$|Implications failed/);
      if (option.kind === 'array') continue;
      expect(await refused(...words, `--${option.name}=`)).to.match(/without a value; give one|Implications failed/);
    }
  });

  it('refuses a word that is none of its choices, in one line', async () => {
    for (const { option, words } of optionsOf(['string', 'array'])) {
      if (option.choice === undefined) continue;
      expect(await refused(...words, `--${option.name}=nonsense`)).to.include('nonsense');
    }
  });

  it('refuses a size that no memory holds', async () => {
    for (const size of ['99999x99999', '16384x16384', '1e9x1', '0x5', '64', '64x64x64', 'NaNxNaN']) {
      expect(await refused('run', '--models', folder.path, '--size', size)).to.include(size);
      expect(await refused('predict', 'a.mlmodel', '--size', size)).to.include(size);
    }
  });

  it('refuses more phones than ports', async () => {
    expect(await refused('virtual', '--count', '2', '--wda-port', '65535')).to.equal(
      'rezbench: --wda-port 65535: 2 phones need ports up to 65535; give 65534 or less',
    );
  });

  it('refuses faults that cannot be counted', async () => {
    for (const fault of ['lock:1:1e9', 'lock:0', 'lock:1:-1', 'lock:1:NaN', 'kill', 'a'.repeat(4000), 'lock:1:1:1:1']) {
      expect(await refused('virtual', '--fault', fault)).to.include(`--fault ${fault}`);
    }
  });

  describe('where nothing can be written', () => {
    const file = join(folder.path, 'file');
    const unwritable = [`${file}/results`, `/proc/none/results`, join(folder.path, 'a'.repeat(300))];
    before(() => {
      writeFileSync(file, '');
    });

    it('names --out before it looks at any model or phone', async () => {
      const photo = join(folder.path, 'photo.png');
      for (const command of [['run'], ['demo'], ['first-light'], ['capture'], ['upscale', photo, '--model', 'none']]) {
        for (const out of unwritable) {
          const said = await refused(...command, '--out', out);
          expect(said).to.match(/--out .+ cannot be written \(E[A-Z]+\); name a folder that you may write to$/);
        }
      }
    });

    it('names --log', async () => {
      for (const log of [...unwritable, folder.path]) {
        expect(await refused('virtual', '--log', log)).to.match(/--log .+ cannot be written \(E[A-Z]+\); name a file/);
      }
    });
  });

  it('waits for no pipe that is given as a file', async () => {
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const all = [
      ['run', pipe],
      ['run', '--dry-run', pipe],
      ['run', '--lab', pipe],
      ['doctor', '--lab', pipe],
      ['build', '--lab', pipe],
      ['predict', 'a.mlmodel', '--input', `image=${pipe}`],
    ];
    for (const words of all) {
      const out = words[0] === 'run' ? ['--out', folder.path] : [];
      expect(await refused(...words, ...out)).to.match(
        /no regular file|neither a file nor a folder|not a Core ML model/,
      );
    }
  });
});
