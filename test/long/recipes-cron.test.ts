import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import plist from 'plist';
import { projectRoot } from '../../src/project.js';
import { boxes } from '../doc-commands.js';
import { attachVirtualIphones } from '../rig/attached-phones.js';
import type { AttachedPhones } from '../rig/attached-phones.js';
import { Command } from '../rig/command.js';
import { requireOrSkip } from '../rig/requirements.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { labMachine, LabProject, writeFleet } from '../workflow/lab-project.js';
import { eventually } from '../rig/eventually.js';

/** What the plist says that launchd is to start. */
interface Agent {
  readonly Label: string;
  readonly ProgramArguments: readonly string[];
  readonly EnvironmentVariables: Readonly<Record<string, string>>;
  readonly WorkingDirectory: string;
}

describe('a lab that measures every night without a CI service', function () {
  this.timeout(300_000);
  const home = temporaryFolder().path;
  const kept = join(home, 'rezbench');
  const results = join(kept, 'results');
  const log = (): string => {
    const folder = join(kept, 'logs');
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  };
  const runs = (): string[] => readdirSync(results).filter((name) => /^\d/.test(name));
  let phones: AttachedPhones;

  before(async function () {
    requireOrSkip(this, 'flock', execaSync('flock', ['--version'], { reject: false }).exitCode === 0);
    const fleet = join(home, 'fleet.yaml');
    writeFleet(fleet);
    phones = await attachVirtualIphones({ fleet });
    const project = await LabProject.in(temporaryFolder().path);
    const { checkOut, workspace } = labMachine(home, {}, new Map([['main', project.path]]));
    checkOut('main', workspace);
    execaSync(join(home, 'bin/npm'), ['ci', '--ignore-scripts'], { cwd: workspace });
    renameSync(workspace, join(home, 'lab'));
    mkdirSync(kept);
    copyFileSync(phones.env['REZBENCH_APP'] ?? '', join(kept, 'Harness.ipa'));
  });
  after(() => phones.detach());

  /** Starts a command with this environment and nothing else, but for the way to the virtual phones. */
  const bare = (env: Readonly<Record<string, string>>, command: readonly string[], cwd = home): Command => {
    // The app lies where the script looks for it.
    const way = Object.entries(phones.env).filter(([name]) => name !== 'REZBENCH_APP');
    const settings = [...way, ...Object.entries(env)].map(([name, value]) => `${name}=${value}`);
    return new Command('env', ['-i', ...settings, ...command], { cwd });
  };
  /** As cron starts a line of a crontab. */
  const cron = (line: string): Command => {
    const command = /^(?:\S+ ){5}(.*)$/.exec(line)?.[1] ?? '';
    const ownNode = command.replace('PATH=', `PATH=${dirname(process.execPath)}:`);
    return bare({ HOME: home, SHELL: '/bin/sh', PATH: '/usr/bin:/bin', LOGNAME: 'ann' }, ['/bin/sh', '-c', ownNode]);
  };
  const [line = ''] = boxes('docs/ci.md', 'crontab');

  it('starts by the line for cron, lets no second night in, and ends in order when it is told to', async () => {
    expect(line).not.to.include('%');
    const night = cron(line.trim());
    const isUnderWay = (): boolean => /^ *[2-4]\/\d+ /m.test(log());
    await Promise.race([eventually(isUnderWay, { limitMs: 300_000, interval: 100 }), night.ended]);
    const second = await cron(line.trim()).ended;
    expect([second.exitCode, second.stdout, second.stderr]).to.deep.equal([1, '', '']);
    const script = (await night.processes()).find(({ args }) => /^bash \S*night\.sh$/.test(args));
    process.kill(script?.pid ?? NaN, 'SIGTERM');
    const { exitCode, stdout } = await night.ended;
    expect(exitCode, log()).to.equal(143);
    expect(stdout).to.match(/^rezbench: the night ended with 143: .*\.log$/);
    expect(log()).to.match(/interrupted; go on with/);
    expect(runs()).to.have.length(1);
    expect(existsSync(join(results, 'history.duckdb'))).to.equal(false);
  });

  it('goes on with it by the program of the plist for launchd, and keeps it', async () => {
    const agent = plist.parse(
      readFileSync(join(projectRoot, 'recipes/rezbench.night.plist'), 'utf8'),
    ) as unknown as Agent;
    expect(`${agent.Label}.plist`).to.equal('rezbench.night.plist');
    const { PATH = '' } = agent.EnvironmentVariables;
    const env = { HOME: home, PATH: `${dirname(process.execPath)}:${PATH}` };
    const night = bare(env, agent.ProgramArguments, agent.WorkingDirectory.replace('/Users/YOU', home));
    const { exitCode, stdout } = await night.ended;
    expect(exitCode, log()).to.equal(0);
    expect(stdout).to.equal('');
    expect(log())
      .to.match(/goes on with .*, which was cut off/)
      .and.to.match(/^gate passed: /m);
    expect(runs()).to.have.length(1);
    expect(existsSync(join(results, 'history.duckdb'))).to.equal(true);
    expect(existsSync(join(results, 'baselines/pins.jsonl'))).to.equal(true);
    expect(existsSync(join(results, runs()[0] ?? '', 'report/index.html'))).to.equal(true);
  });
});
