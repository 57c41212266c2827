import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import { projectRoot } from '../../src/project.js';
import { boxes, printedCommands } from '../doc-commands.js';
import type { PrintedCommand } from '../doc-commands.js';
import { copyOfRun } from '../golden/copy-run.js';
import { attachVirtualIphones } from '../rig/attached-phones.js';
import type { AttachedPhones } from '../rig/attached-phones.js';
import type { Ran } from '../rig/command.js';
import { rezbench, start } from '../rig/rezbench.js';
import { onlyRun } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { eventually } from '../rig/eventually.js';

/** The pages whose commands are followed here, in the order that README names them. */
const pages = ['README.md', 'docs/first-light.md', 'docs/capture.md', 'docs/gate.md', 'docs/report.md'];

/** A command by its name and its options, so that what a page writes for its reader's own values does not count. */
const kindOf = ({ words }: Pick<PrintedCommand, 'words'>): string =>
  words.filter((word, index) => index === 0 || word.startsWith('--')).join(' ');

/** test/long/user-path.test.ts follows these. */
const inSetup = new Set(printedCommands('docs/setup.md').map(kindOf));

describe('the commands of the pages', function () {
  this.timeout(600_000);
  const home = temporaryFolder().path;
  const recorded = copyOfRun().path;
  const captures = join(home, 'captures');
  let phone: AttachedPhones;
  /** A run that was interrupted. */
  let interrupted = '';

  before(async () => {
    phone = await attachVirtualIphones();
    for (const folder of ['models', 'MODELS', 'PHOTOS', 'sweeps']) mkdirSync(join(home, folder));
    const model = join(projectRoot, 'models/plain-x2-fp16-64.mlpackage');
    for (const folder of ['models', 'MODELS'])
      cpSync(model, join(home, folder, 'plain-x2-fp16-64.mlpackage'), { recursive: true });
    cpSync(model, join(home, 'MODEL.mlpackage'), { recursive: true });
    cpSync(join(projectRoot, 'budgets'), join(home, 'budgets'), { recursive: true });
    const picture = sharp(join(projectRoot, 'images/chelsea.png')).extract({
      left: 100,
      top: 60,
      width: 128,
      height: 128,
    });
    await picture.clone().toFile(join(home, 'PHOTOS/cat.png'));
    await picture.clone().jpeg().toFile(join(home, 'PHOTO.jpg'));
    await picture.clone().resize(64, 64).toFile(join(home, 'IN.png'));
    // One of its cases crashed.
    expect((await rezbench(['tables', recorded])).exitCode).to.equal(4);
  });
  after(() => phone.detach());

  /** The words as somebody types them who has these files. */
  const typed = ({ words }: PrintedCommand): string[] =>
    words.map((word) =>
      word
        .replace('results/RUN', recorded)
        .replace(/^MODEL$/, 'MODEL.mlpackage')
        .replace('models/*.mlpackage', 'models/plain-x2-fp16-64.mlpackage'),
    );
  const options = () => ({ cwd: home, env: phone.env });
  const run = (words: readonly string[]): Promise<Ran> => rezbench(words, options());
  const ended = ({ exitCode, stdout, stderr }: Ran, expected: number): string => {
    expect(exitCode, `${stdout}\n${stderr}`).to.equal(expected);
    return stdout;
  };

  /** Starts what takes long, and ends it with Ctrl-C as soon as a launch has begun: other tests see it through. */
  async function begin(words: readonly string[]): Promise<void> {
    const command = start(words, options());
    await command.line(/^ *\d+\/\d+ .* left {2}(?!the session begins)\S/);
    command.signal('SIGINT');
    expect((await command.ended).exitCode).to.equal(130);
  }

  /** How each kind of command is followed, and what somebody gets from it. */
  const following: Readonly<Record<string, (words: readonly string[]) => Promise<unknown>>> = {
    'run --models --images --virtual': async (words) => {
      const out = join(home, 'own');
      await begin([...words, '--out', out]);
      interrupted = onlyRun(out);
    },
    'run --resume': async (words) => {
      const own = words.map((word) => (word === recorded ? interrupted : word));
      const command = start(own, options());
      const journal = join(interrupted, 'journal', '00009999-0000000000000001.jsonl');
      const sessions = (): number => readFileSync(journal, 'utf8').match(/"type":"session"/g)?.length ?? 0;
      // One of the interrupted run, and one now. A progress line comes sooner than that.
      await Promise.race([eventually(() => sessions() >= 2, { limitMs: 300_000, interval: 100 }), command.ended]);
      command.signal('SIGINT');
      const { exitCode, stderr } = await command.ended;
      expect(exitCode, stderr).to.equal(130);
    },
    capture: async (words) => {
      const said = ended(await run([...words, '--out', captures]), 0);
      expect(said)
        .to.match(/^capture: .*$/m)
        .and.to.match(/^replaced: .*look it through/m);
    },
    'capture --alert': (words) => begin([...words, '--out', join(home, 'alert')]),
    'capture --virtual': (words) => begin([...words, '--out', join(home, 'virtual')]),
    'capture --simulator --app': async (words) => {
      const { exitCode, stderr } = await run([...words, '--out', join(home, 'simulator')]);
      expect(exitCode).to.be.oneOf([2, 4]);
      expect(stderr).to.match(/simulator|HARNESS\.ipa/);
    },
    init: async (words) => {
      const project = temporaryFolder().path;
      ended(await rezbench(words, { cwd: project, env: phone.env }), 0);
      for (const file of ['sweep.yaml', 'lab.yaml', 'budgets.yaml', 'wdio.conf.ts'])
        expect(existsSync(join(project, file)), file).to.equal(true);
    },
    'first-light --virtual': (words) => begin([...words, '--out', join(home, 'light')]),
    'gate --budgets': async (words) => {
      const { exitCode, stderr } = await run(words);
      expect(exitCode).to.equal(2);
      expect(stderr).to.include('--allow-virtual');
      const { stdout } = await run([...words, '--allow-virtual']);
      expect(stdout).to.match(/^gate (passed|failed|missing|inconclusive): /m);
      for (const file of ['verdict.md', 'verdict.json', 'junit.xml'])
        expect(existsSync(join(recorded, file)), file).to.equal(true);
    },
    'gate --budgets --allow-virtual': async (words) => {
      const { exitCode, stdout } = await run(words);
      expect(exitCode, stdout).to.be.oneOf([0, 1, 3, 4]);
      expect(stdout).to.match(/^gate (passed|failed|missing|inconclusive): /m);
    },
    'gate --budgets --baseline': async (words) => {
      // The last word is a night of the reader's own.
      const { stdout } = await run([...words.slice(0, -1), recorded, '--allow-virtual']);
      expect(stdout).to.match(/^gate (passed|failed|missing|inconclusive|waived): /m);
    },
    'doctor --calibrate --sweep': (words) => {
      const own = words.map((word) =>
        word.startsWith('sweeps/') ? join(projectRoot, 'test/sweeps/one-case.yaml') : word,
      );
      return begin([...own, '--out', join(home, 'calibrated')]);
    },
    report: async (words) => {
      const page = /^report: (.*)$/m.exec(ended(await run(words), 0))?.[1] ?? '';
      expect(readFileSync(page, 'utf8')).to.include('plain-x2-fp16-64');
    },
    'report --markdown': async (words) => expect(ended(await run(words), 0)).to.include('| variant |'),
    'report --history': async (words) => {
      ended(await run(['history', 'import', recorded, '--db', 'results/history.duckdb']), 0);
      const page = /^report: (.*)$/m.exec(ended(await run(words), 0))?.[1] ?? '';
      expect(readFileSync(page, 'utf8')).to.include('From night to night');
    },
    'upscale --model --virtual --compare': async (words) => {
      expect(ended(await run([...words]), 0)).to.match(/\.html/);
    },
    inspect: async (words) => expect(ended(await run(words), 0)).to.include('plain-x2-fp16-64'),
    'predict --input --output': async (words) => {
      ended(await run(words), 0);
      expect(await sharp(join(home, 'OUT.png')).metadata()).to.include({ width: 128, height: 128 });
    },
    'virtual --count': async (words) => {
      const command = start(words, { cwd: home });
      const [, settings = ''] = await command.line(/^export (.*)$/);
      expect(settings).to.include('USBMUXD_SOCKET_ADDRESS=').and.to.include('REZBENCH_APP=');
      command.signal('SIGINT');
      const { exitCode, stderr } = await command.ended;
      expect(exitCode).to.equal(0);
      expect(stderr.match(/^00009999-\d+ /gm)).to.have.length(2);
    },
  };

  /** In the order of the pages; what goes on with an interrupted run comes after the command that begins it. */
  const commands = pages
    .flatMap(printedCommands)
    .filter((command) => following[kindOf(command)] !== undefined)
    .toSorted((one, other) => Number(kindOf(one) === 'run --resume') - Number(kindOf(other) === 'run --resume'));

  it('are followed here or on the path of somebody with a phone', () => {
    const all = pages.flatMap(printedCommands).map(kindOf);
    expect(all.filter((kind) => following[kind] === undefined && !inSetup.has(kind))).to.deep.equal([]);
    expect(Object.keys(following).filter((kind) => !all.includes(kind))).to.deep.equal([]);
  });

  for (const command of commands) {
    it(`${command.document}: rezbench ${command.words.join(' ')}`, async () => {
      await following[kindOf(command)]?.(typed(command));
    });
  }

  it('docs/gate.md: its budgets', async () => {
    const examples = boxes('docs/gate.md', 'yaml');
    expect(examples).not.to.be.empty;
    for (const [index, budgets] of examples.entries()) {
      // A section that stands beside rules is shown without them.
      const whole = /^rules:/m.test(budgets) ? budgets : `${examples[0] ?? ''}\n${budgets}`;
      const file = temporaryFolder().write('budgets.yaml', whole);
      const baseline = ['--baseline', recorded];
      const { exitCode, stderr } = await run(['gate', recorded, '--budgets', file, '--allow-virtual', ...baseline]);
      // A rule for phones with iOS 27, or for a model of iPhone, matches no virtual one; that is all that is wrong.
      if (exitCode === 2) expect(stderr, String(index)).to.match(/matches no case/);
    }
  });
});
