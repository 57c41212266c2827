import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import yargs from 'yargs';
import { bisect } from '../src/cli/bisect.js';
import { compareAndWrite } from '../src/cli/compare-run.js';
import type { OpenBench } from '../src/cli/measure-again.js';
import { reproduce } from '../src/cli/reproduce.js';
import { readState } from '../src/bisect/state.js';
import { readHarnessApp } from '../src/phone/harness-app.js';
import { folderSweep } from '../src/plan/folder-sweep.js';
import { makePlan } from '../src/plan/make-plan.js';
import { packageDigest } from '../src/plan/package-digest.js';
import { storedInputs } from '../src/plan/pictures.js';
import { projectRoot } from '../src/project.js';
import { exitCodes } from '../src/problem.js';
import { openRunFolder, readPlan } from '../src/results/run-folder.js';
import { writeTables } from '../src/results/write-tables.js';
import { createRun } from '../src/run/start.js';
import { howToGoOn } from '../src/run/stopped.js';
import { printedCommands } from './doc-commands.js';
import { measureOnFake } from './measured-on-fake.js';
import { writeBuild } from './models/builds.js';
import { heardConsole } from './rig/console.js';
import { temporaryFolder } from './rig/temporary-folder.js';
import { writeSmallIpa } from './small-app.js';

/* docs/culprit.md in the order in which it prints its commands, on a fake phone that the commands find instead of an iPhone. */

const usualNs = 5e6;
const builds = ['net-0401', 'net-0432', 'net-0464'];
/** From here on builds take a tenth longer, packages and apps alike. */
const firstBad = 'net-0432';
const badApp = 19;

describe('the commands of docs/culprit.md', function () {
  this.timeout(180_000);
  const heard = heardConsole();
  const home = temporaryFolder().path;
  const at = (name: string): string => join(home, name);
  let alarm = '';
  /** The latest bisection. */
  let bisection = '';
  let measured = 0;
  /** Runs that are carried out before one is interrupted. */
  let patience = Infinity;
  /** The packages that take longer, by sha256. */
  const slow = new Set<string>();

  before(async () => {
    for (const folder of ['results', 'BUILDS', 'APPS', 'models-1', 'models-2']) mkdirSync(at(folder));
    for (const [index, name] of builds.entries()) writeBuild(at(`BUILDS/${name}.mlpackage`), index + 1);
    for (const version of [12, badApp]) {
      writeSmallIpa(at(`APPS/Harness-${String(version)}.ipa`), { version: String(version) });
    }
    for (const name of builds.slice(builds.indexOf(firstBad))) slow.add(sha256(`BUILDS/${name}.mlpackage`));
    await night('LAST-NIGHT', 'models-1', 11);
    slow.add(await night('TONIGHT', 'models-2', 12, 0.1));
    const { comparison } = compareAndWrite({ bases: [at('results/LAST-NIGHT')], candidate: at('results/TONIGHT') });
    alarm = comparison.alarms.find(({ metric }) => metric === 'latency')?.id ?? '';
    expect(alarm).to.match(/^[0-9a-f]{8}$/);
  });

  const sha256 = (path: string): string => packageDigest(at(path)) ?? '';

  /** A night of one case, and its package. */
  async function night(name: string, models: string, build: number, slower = 0): Promise<string> {
    writeBuild(at(`${models}/net.mlpackage`), build);
    const sweep = folderSweep({
      models: at(models),
      images: undefined,
      computeUnits: ['all'],
      sizes: [{ width: 64, height: 64 }],
    });
    const { purge, ...plan } = await makePlan(
      { ...sweep, measure: { ...sweep.measure, launches: 3, paced_iterations: 0 } },
      storedInputs(home),
    );
    expect(purge).not.to.equal(undefined);
    const measuring = { ...plan, anchors: [], launches: plan.launches.filter(({ kind }) => kind === 'measure') };
    const folder = await createRun({ plan: measuring, source: 'test', suite: 'sweep' }, at('results'));
    await measureOnFake(folder, () => usualNs * (1 + slower));
    writeTables(folder);
    renameSync(folder.path, at(`results/${name}`));
    return sha256(`${models}/net.mlpackage`);
  }

  /** What a command finds instead of attached phones. */
  const fake: OpenBench = () =>
    Promise.resolve({
      again: [],
      fleet: undefined,
      phones: () => Promise.resolve([{ udid: 'fake-1', name: 'Fake', osVersion: '18.0' }]),
      async measure(folder, ipa) {
        if (measured >= patience) {
          console.error(`rezbench: interrupted; ${howToGoOn(folder)}`);
          return exitCodes.interrupted;
        }
        measured += 1;
        const build = ipa === undefined ? 'b1' : readHarnessApp(ipa).build;
        const ofApp = build === String(badApp) ? 1.1 : 1;
        // The packages of bisected apps are those of the nights.
        const factor = (one: string): number => (ipa === undefined && slow.has(one) ? 1.1 : ofApp);
        await measureOnFake(folder, (one) => usualNs * factor(one), undefined, { appBuild: build });
        writeTables(openRunFolder(folder.path));
        return undefined;
      },
      close: () => Promise.resolve(),
    });

  async function type(words: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
    heard.said.length = 0;
    measured = 0;
    let code: number = exitCodes.pass;
    const finish = (one: number): void => {
      code = one;
    };
    const own = words.map((word) =>
      word
        .replace(/^3f9a12c4$/, alarm)
        .replace(/^results\/BISECTION$/, bisection)
        .replace(/^results\//, `${home}/results/`)
        .replace(/^(BUILDS|APPS)$/, (name) => at(name))
        .replace(/^models\//, `${projectRoot}/models/`),
    );
    const out = own[0] === 'bisect' && !own.includes('--resume') ? ['--out', at('results')] : [];
    await yargs([...own, ...out])
      .command({ command: 'reproduce <alarm>', ...reproduce(finish, fake) })
      .command({ command: 'bisect [good] [bad]', ...bisect(finish, fake) })
      .strict()
      .exitProcess(false)
      .parseAsync();
    const said = heard.said.join('\n');
    bisection = /^bisect: (.*)\/bisect\.json$/m.exec(said)?.[1] ?? bisection;
    return { code, said };
  }

  const expected: Readonly<Record<string, RegExp>> = {
    'reproduce --in': /^reproduced: latency of net, all, 64x64, on Fake: \d+(\.\d+)? % slower, 95 % interval /m,
    'bisect --builds': /^first bad build: net-0432\.mlpackage \(sure to \d[\d.]* %\)$/m,
    'bisect --builds --alarm --in': /^first bad build: net-0432\.mlpackage/m,
    'bisect --resume': /^first bad build: net-0432\.mlpackage/m,
    'bisect --builds --model': /^first bad build: Harness-19\.ipa/m,
  };
  const kindOf = (words: readonly string[]): string =>
    [words[0], ...words.filter((word) => word.startsWith('--'))].join(' ');

  for (const { words } of printedCommands('docs/culprit.md')) {
    if (words.includes('APPS') && words.includes('--alarm')) {
      it(`rezbench ${words.join(' ')}`, async () => {
        patience = 1;
        const { code, said } = await type(words);
        patience = Infinity;
        expect(code).to.equal(exitCodes.interrupted);
        expect(said).to.match(/is Harness-19\.ipa slower than Harness-12\.ipa at all\?.*with 16 installations/);
        const resume = /^rezbench: interrupted; go on with: rezbench bisect --resume (\S+)$/m.exec(said)?.[1] ?? '';
        const { setting, phone, steps } = readState(resume);
        expect(setting.model).to.deep.equal({
          path: at('models-2/net.mlpackage'),
          sha256: sha256('models-2/net.mlpackage'),
        });
        expect([phone.udid, steps[0]?.installations?.length]).to.deep.equal(['fake-1', 2]);
        const first = openRunFolder(join(resume, steps[0]?.run ?? '', steps[0]?.installations?.[0] ?? ''));
        expect(readPlan(first).cases.map(({ variant }) => variant)).to.deep.equal(['net']);
      });
      continue;
    }
    it(`rezbench ${words.join(' ')}`, async () => {
      const wanted = expected[kindOf(words)];
      expect(wanted, `nothing is expected of ${kindOf(words)}`).not.to.equal(undefined);
      const { code, said } = await type(words);
      expect(said).to.match(wanted ?? /^$/);
      expect(code).to.equal(words[0] === 'reproduce' ? exitCodes.gateFailed : exitCodes.pass);
      // A bisection that has its answer measures nothing more.
      if (words.includes('--resume')) expect(measured).to.equal(0);
    });
  }

  it('the id of an alarm may be shortened, and its file says what was found', async () => {
    const { said } = await type(['reproduce', alarm.slice(0, 4), '--in', 'results/TONIGHT', '--json']);
    const start = said.indexOf('{');
    const printed = JSON.parse(said.slice(start)) as { readonly alarm: string; readonly cases: readonly object[] };
    expect([printed.alarm, printed.cases.length]).to.deep.equal([alarm, 1]);
  });

  it('the answer is in bisect.json and as JSON', async () => {
    const { said } = await type(['bisect', '--resume', 'results/BISECTION', '--json']);
    const printed = JSON.parse(said.slice(said.indexOf('{'))) as {
      readonly folder: string;
      readonly suspects: string[];
    };
    expect(printed.suspects).to.deep.equal(['Harness-19.ipa']);
    const kept = JSON.parse(readFileSync(join(printed.folder, 'bisect.json'), 'utf8')) as { steps: object[] };
    expect(kept.steps).to.have.length(2);
  });
});
