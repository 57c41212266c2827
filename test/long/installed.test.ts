import { existsSync, lstatSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join, relative, resolve } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { exitCodes } from '../../src/problem.js';
import { packageVersion, projectRoot } from '../../src/project.js';
import { Command, run } from '../rig/command.js';
import type { Ran } from '../rig/command.js';
import { requireOrSkip } from '../rig/requirements.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** What somebody writes who reads tables in TypeScript. A row of type `any` would take the last two lines. */
const consumer = `
import { Problem, readCases, readLaunches, readQuality, readRunProvenance, readSamples } from 'rezbench/tables';
import type { CaseRow } from 'rezbench/tables';

const run = process.argv[2] ?? '';
const cases: readonly CaseRow[] = readCases(run);
for (const row of cases) {
  const ms: number | undefined = row.latency_median_ms;
  console.log([row.variant, row.status, ms !== undefined && ms > 0, row.tiles].join(' '));
}
console.log([readLaunches(run), readQuality(run), readSamples(run)].map((rows) => rows.length > 0).join(' '));
console.log(readRunProvenance(run).rezbench_version);
try {
  readCases('nowhere');
} catch (error) {
  console.log(error instanceof Problem ? error.message : 'no problem');
}
// @ts-expect-error there is no such column
export const wrong = cases[0]?.latency;
// @ts-expect-error a case need not have a latency
export const unsure: number = cases[0]!.latency_median_ms;
`;

const tsconfig = {
  compilerOptions: {
    ...{ target: 'ES2023', module: 'NodeNext', strict: true, skipLibCheck: true, exactOptionalPropertyTypes: true },
    ...{ outDir: 'built', rootDir: '.', types: ['node'] },
  },
  include: ['consumer.mts', 'wdio.conf.ts'],
};

/** The smallest run that has a row in every table. */
const sweep = `name: mine
seed: 1
variants: [plain-x2-fp16-64]
compute_units: [cpuOnly]
sizes: [64x64]
measure:
  { warmup: 1, iterations: 2, min_seconds: 0, end_to_end_iterations: 1, pause_seconds: 0.1, paced_iterations: 0 }
quality: { testset: node_modules/rezbench/images, crop: 32x32 }
`;

describe('the package, in an empty folder without the repository', function () {
  this.timeout(1_200_000);
  const home = temporaryFolder();
  const cache = temporaryFolder();
  const project = temporaryFolder();
  const modules = join(project.path, 'node_modules');
  let packed = '';
  let installed: readonly string[] = [];

  /** Whoever runs these tests by npx has the repository's programs on the path. */
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(projectRoot));
  const env = { PATH: path.join(delimiter), XDG_CACHE_HOME: cache.path, INIT_CWD: project.path };
  const npx = (...words: readonly string[]): Promise<Ran> => run('npx', words, { cwd: project.path, env });
  const rezbench = (...words: readonly string[]): Promise<Ran> => npx('rezbench', ...words);

  function ended({ exitCode, stdout, stderr }: Ran, ...codes: readonly number[]): string {
    expect(exitCode, `${stdout}\n${stderr}`).to.be.oneOf(codes);
    return stdout;
  }

  before('pack it, and install it', async function () {
    const made = await run('npm', ['pack', projectRoot, '--ignore-scripts=false'], { cwd: home.path, env });
    packed = join(home.path, ended(made, 0).trim().split('\n').at(-1) ?? '');
    project.write('package.json', '{ "name": "somebody", "private": true }');
    const quietly = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    const got = await run('npm', ['install', ...quietly, packed, 'typescript@6.0.3'], { cwd: project.path, env });
    const registry = !/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED/.test(got.stderr);
    requireOrSkip(this, 'the npm registry', registry);
    ended(got, 0);
    project.write('one.yaml', sweep);
    installed = filesUnder(modules);
  });

  it('is small, and holds no path of the repository and no link out of the folder', () => {
    expect(lstatSync(packed).size).to.be.below(12e6);
    const own = join(modules, 'rezbench');
    expect(realpathSync(own)).to.equal(join(realpathSync(project.path), 'node_modules/rezbench'));
    expect(filesUnder(own).some((file) => /\.test\.|[^d]\.ts /.test(file))).to.equal(false);
    expect(mentionsOf(projectRoot, own)).to.deep.equal([]);
    for (const folder of ['', '@wdio']) {
      const links = readdirSync(join(modules, folder)).filter((name) =>
        lstatSync(join(modules, folder, name)).isSymbolicLink(),
      );
      expect(links, folder).to.deep.equal([]);
    }
  });

  it('says which version it is, and not that of the project', async () => {
    expect(ended(await rezbench('--version'), 0)).to.equal(packageVersion());
  });

  it('begins a project, and leaves it alone the second time', async () => {
    const files = ['sweep.yaml', 'lab.yaml', 'budgets.yaml', 'wdio.conf.ts'];
    const first = ended(await rezbench('init'), 0);
    for (const file of files) expect(first).to.contain(`${file}: written`);
    expect(first).to.match(/next: npx rezbench demo/);
    const second = ended(await rezbench('init', 'nightly'), 0);
    for (const file of files) expect(second).to.contain(`${file}: exists, and stays as it is`);
    const plan = ended(await rezbench('run', 'sweep.yaml', '--virtual', '1', '--dry-run'), 0);
    expect(plan).to.contain('swinir-s-x2-taylor50-64-all-96x64');
  });

  it('shows examples with files that are there', async () => {
    const commands = [...ended(await rezbench('--help'), 0).matchAll(/^ {2}npx rezbench ([a-z-]+)/gm)];
    expect(commands).to.have.length.above(20);
    const missing: string[] = [];
    for (const [, name = ''] of commands) {
      const [, examples = ''] = ended(await rezbench(name, '--help'), 0).split(/^Examples:$/m);
      for (const [file] of examples.matchAll(/(?<= )(?:[\w.-]+\/)*[a-z0-9-]+\.(?:yaml|mlpackage)\b/g))
        if (!existsSync(join(project.path, file))) missing.push(`${name}: ${file}`);
    }
    expect(missing).to.deep.equal([]);
  });

  it('sweeps a virtual iPhone by rezbench run, and says how to draw it', async () => {
    const said = ended(await rezbench('run', 'one.yaml', '--virtual', '1'), 0);
    const [, next = ''] = /^next: npx rezbench (.*)$/m.exec(said) ?? [];
    expect(ended(await rezbench(...next.split(' ')), 0)).to.match(/^report: /m);
    const folder = onlyRun(join(project.path, 'results'));
    expect(rowsOf(join(folder, 'results.csv')).map(({ status }) => status)).to.deep.equal(['ok']);
  });

  it('writes tables again, draws a page and comes to a verdict', async () => {
    const folder = relative(project.path, onlyRun(join(project.path, 'results')));
    ended(await rezbench('tables', folder), 0);
    const [, page = ''] = /^report: (.*)$/m.exec(ended(await rezbench('report', folder), 0)) ?? [];
    expect(readFileSync(resolve(project.path, page), 'utf8')).to.contain('plain-x2-fp16-64');
    const judged = await rezbench('gate', folder, '--budgets', 'budgets.yaml', '--allow-virtual');
    // Its three predictions have no interval.
    expect(ended(judged, exitCodes.inconclusive)).to.match(/^gate inconclusive: .*verdict\.md$/m);
  });

  it("gives its reader's compiler the types of the tables, and of wdio.conf.ts", async () => {
    project.write('consumer.mts', consumer);
    project.write('tsconfig.json', JSON.stringify(tsconfig));
    const said = await npx('tsc', '-p', '.', '--listFiles');
    const files = ended(said, 0).split('\n');
    expect(files.filter((file) => file.startsWith(projectRoot))).to.deep.equal([]);
    expect(files.some((file) => file.endsWith('rezbench/dist/src/results/public.d.ts'))).to.equal(true);
    const folder = relative(project.path, onlyRun(join(project.path, 'results')));
    const ran = await run(process.execPath, ['built/consumer.mjs', folder], { cwd: project.path, env });
    expect(ended(ran, 0).split('\n')).to.deep.equal([
      'plain-x2-fp16-64 ok true 1',
      'true true true',
      packageVersion(),
      'nowhere holds no run (no plan.json); name a folder under results/',
    ]);
  });

  it('sweeps by npx wdio run wdio.conf.ts, in a project that is no ES module', async () => {
    project.write(
      'wdio.conf.ts',
      readFileSync(join(project.path, 'wdio.conf.ts'), 'utf8')
        .replace("'sweep.yaml'", "'one.yaml'")
        .replace("'results'", "'by-wdio'"),
    );
    const phones = new Command('npx', ['rezbench', 'virtual'], { cwd: project.path, env });
    const [, settings = ''] = await phones.line(/^export (.*)$/);
    const attached = Object.fromEntries(settings.split(' ').map((setting) => setting.split('=') as [string, string]));
    const ran = await run('npx', ['wdio', 'run', 'wdio.conf.ts'], {
      cwd: project.path,
      env: { ...env, ...attached },
    });
    await phones.stop();
    expect(ended(ran, 0)).to.match(/Spec Files:\s+1 passed, 1 total/);
    const folder = onlyRun(join(project.path, 'by-wdio'));
    expect(rowsOf(join(folder, 'results.csv')).map(({ status }) => status)).to.deep.equal(['ok']);
  });

  it('wrote into the folder of its user and into the cache, and never into node_modules', () => {
    expect(filesUnder(modules)).to.deep.equal(installed);
    expect(readdirSync(join(cache.path, 'rezbench')).join(' ')).to.match(/^appium-[0-9a-f]{16}$/);
    expect(existsSync(join(project.path, 'harness-app'))).to.equal(false);
  });

  it('reached no file of the repository', () => {
    for (const folder of ['results', 'by-wdio']) {
      expect(mentionsOf(projectRoot, join(project.path, folder))).to.deep.equal([]);
    }
    expect(mentionsOf(projectRoot, cache.path)).to.deep.equal([]);
  });
});

/** Every file and link under a folder, with size and time, sorted. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = lstatSync(file);
      return `${relative(folder, file)} ${String(size)} ${String(mtimeMs)}`;
    })
    .sort();
}

/** The files under a folder whose bytes have this text. */
function mentionsOf(text: string, folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}
