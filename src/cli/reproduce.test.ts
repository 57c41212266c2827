import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { measureOnFake } from '../../test/measured-on-fake.js';
import { writeBuild } from '../../test/models/builds.js';
import { heardConsole } from '../../test/rig/console.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { alarmsIn } from '../compare/alarms/alarms-file.js';
import { exitCodeOf } from '../compare/reproduce.js';
import type { Reproduced } from '../compare/reproduce.js';
import { packageDigest } from '../plan/package-digest.js';
import { folderSweep } from '../plan/folder-sweep.js';
import { makePlan } from '../plan/make-plan.js';
import { storedInputs } from '../plan/pictures.js';
import { openRunFolder, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeTables } from '../results/write-tables.js';
import { createRun } from '../run/start.js';
import { compareAndWrite } from './compare-run.js';
import { main } from './main.js';
import { alarmOfRun, reproduceAlarm } from './reproduce.js';

const usualNs = 5e6;

describe('an alarm that is asked again', function () {
  this.timeout(120_000);
  const heard = heardConsole();
  let root: string;
  const at = (name: string): string => join(root, name);
  const models = (night: string): string => join(root, '..', `models-${night}`);

  beforeEach(() => {
    root = join(temporaryFolder().path, 'results');
    mkdirSync(root);
  });

  interface Changed {
    readonly slower?: number;
    readonly memory?: number;
  }

  /** A night of two cases in three launches, with the n-th build of the model. */
  async function night(name: string, build: number, { slower = 0, memory = 1 }: Changed = {}): Promise<void> {
    mkdirSync(models(name));
    writeBuild(join(models(name), 'net.mlpackage'), build);
    const sweep = folderSweep({
      models: models(name),
      images: undefined,
      computeUnits: ['cpuOnly', 'all'],
      sizes: [{ width: 64, height: 64 }],
    });
    const plan = await makePlan(
      { ...sweep, measure: { ...sweep.measure, launches: 3, paced_iterations: 0 } },
      storedInputs(root),
    );
    const { launches, purge, ...others } = plan;
    expect(purge).not.to.equal(undefined);
    const measuring = { ...others, anchors: [], launches: launches.filter(({ kind }) => kind === 'measure') };
    const folder = await createRun({ plan: measuring, source: 'test', suite: 'sweep' }, root);
    await measureOnFake(
      folder,
      () => usualNs * (1 + slower),
      () => memory,
    );
    renameSync(folder.path, at(name));
    writeTables(openRunFolder(at(name)));
  }

  const newest = (): string => packageDigest(join(models('tonight'), 'net.mlpackage')) ?? '';

  /** Asks an alarm of tonight again, on a phone on which tonight's package is slower by this share. */
  async function again(id: string, { slower = 0, memory = 1 }: Changed): Promise<readonly Reproduced[]> {
    const bench = {
      fleet: undefined,
      measure: async (folder: Parameters<typeof measureOnFake>[0]): Promise<undefined> => {
        await measureOnFake(
          folder,
          (sha256) => usualNs * (1 + (sha256 === newest() ? slower : 0)),
          () => memory,
        );
        writeTables(folder);
        return undefined;
      },
    };
    const done = await reproduceAlarm(alarmOfRun(id, at('tonight'), []), bench, () => undefined);
    if (typeof done === 'number') throw new Error(`it was stopped: ${String(done)}`);
    expect(JSON.parse(readFileSync(join(done.folder.path, 'reproduction.json'), 'utf8'))).to.deep.include({
      of: 'tonight',
      text: alarmOfRun(id, at('tonight'), []).alarm.text,
    });
    return done.found;
  }

  async function alarmAbout(metric: string, changed: Changed): Promise<string> {
    await night('base', 1);
    await night('tonight', 2, changed);
    const { comparison } = compareAndWrite({ bases: [at('base')], candidate: at('tonight') });
    expect(alarmsIn(openRunFolder(at('tonight')))?.alarms).to.have.length(comparison.alarms.length);
    const found = [...comparison.alarms, ...comparison.explained].find((one) => one.metric === metric);
    if (found === undefined) throw new Error(`nothing alarmed about ${metric}`);
    return found.id;
  }

  it('is reproduced where the package is as slow as it was, measured in pairs with the base', async () => {
    const id = await alarmAbout('latency', { slower: 0.2 });
    const [one, ...others] = await again(id, { slower: 0.2 });
    expect(others).to.deep.equal([]);
    expect(one?.outcome).to.equal('reproduced');
    expect(one?.now).to.match(/^(19|20|21)[.\d]* % slower, 95 % interval \d/);
    expect(exitCodeOf(one ? [one] : [])).to.equal(1);
  });

  it('is not reproduced where both packages are as fast, and counts for no confirmation', async () => {
    const id = await alarmAbout('latency', { slower: 0.2 });
    const found = await again(id, {});
    expect(found.map(({ outcome }) => outcome)).to.deep.equal(['not_reproduced']);
    expect(exitCodeOf(found)).to.equal(0);
    const { comparison } = compareAndWrite({ bases: [at('base')], candidate: at('tonight') });
    expect(comparison.confirmations).to.deep.equal([]);
    // Another one has launches of its own.
    const ids = async (): Promise<string[]> => {
      const asked = alarmOfRun(id, at('tonight'), []);
      let planned: string[] = [];
      const measure = (folder: Parameters<typeof readPlan>[0]): Promise<4> => {
        planned = readPlan(folder).launches.map((launch) => launch.id);
        return Promise.resolve(4);
      };
      expect(await reproduceAlarm(asked, { fleet: undefined, measure }, () => undefined)).to.equal(4);
      return planned;
    };
    expect((await ids())[0]).to.match(/^reproduce-2-/);
  });

  it('about memory is measured as it was in the run', async () => {
    const id = await alarmAbout('memory', { memory: 1.2 });
    const found = await again(id, { memory: 1.2 });
    expect(found.map(({ outcome, now }) => [outcome, now])).to.deep.equal([['undecided', '20 % more']]);
    expect((await again(id, {})).map(({ outcome }) => outcome)).to.deep.equal(['not_reproduced']);
  });

  it('about a case that failed is reproduced where it fails again, on the phone that it failed on', async () => {
    const id = await alarmAbout('status', { slower: NaN });
    const asked = alarmOfRun(id, at('tonight'), []);
    expect(asked.alarm.cases.map(({ variant, compute_units: units }) => [variant, units])).to.deep.equal([
      ['net', 'cpuOnly'],
      ['net', 'all'],
    ]);
    const found = await again(id, { slower: NaN });
    expect(found.map(({ outcome }) => outcome)).to.deep.equal(['reproduced', 'reproduced']);
    expect(found[0]?.now).to.match(/^newly error \(.*\), and was ok$/);
    expect(exitCodeOf(found)).to.equal(1);
    expect((await again(id, {})).map(({ outcome, now }) => [outcome, now])).to.deep.equal([
      ['not_reproduced', 'ok'],
      ['not_reproduced', 'ok'],
    ]);
  });

  it('is missing where a launch of it has no result this time', async () => {
    const id = await alarmAbout('memory', { memory: 1.2 });
    const nothing = { fleet: undefined, measure: (folder: RunFolder) => Promise.resolve(void writeTables(folder)) };
    const done = await reproduceAlarm(alarmOfRun(id, at('tonight'), []), nothing, () => undefined);
    if (typeof done === 'number') throw new Error(`it was stopped: ${String(done)}`);
    expect(done.found.map(({ outcome }) => outcome)).to.deep.equal(['missing']);
    expect(exitCodeOf(done.found)).to.equal(4);
  });

  describe('is refused in one sentence where', () => {
    const sentence = async (...words: string[]): Promise<readonly [number, string]> => {
      heard.said.length = 0;
      const code = await main(['reproduce', ...words]);
      expect(heard.said).to.have.length(1);
      return [code, heard.said[0] ?? ''];
    };

    it('it does not exist, or nothing was compared', async () => {
      await night('tonight', 2);
      const [code, text] = await sentence('abc', '--in', at('tonight'));
      expect(code).to.equal(4);
      expect(text).to.match(/compare\.json is not there or is damaged; write it with npx rezbench compare BASE/);
    });

    it('the base or a package is gone', async () => {
      const id = await alarmAbout('latency', { slower: 0.2 });
      const [none, which] = await sentence('zzz', '--in', at('tonight'));
      expect([none, which]).to.satisfy(([code, text]: [number, string]) => code === 4 && text.includes('no alarm zzz'));
      rmSync(models('base'), { recursive: true });
      const gone = await problemOf(() => again(id, {}));
      expect(gone.message).to.match(/the package of net that base measured is not at .* any more; put it back/);
      rmSync(at('base'), { recursive: true });
      const [code, text] = await sentence(id, '--in', at('tonight'));
      expect(code).to.equal(4);
      expect(text).to.match(/lacks base, which .*tonight was compared with; put it back, or name the base with --base/);
    });
  });
});
