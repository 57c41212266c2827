import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { eventsOf } from '../../test/events-of.js';
import {
  finished,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  started,
  udid,
  writeRun,
} from '../../test/hand-made-run.js';
import { heardConsole } from '../../test/rig/console.js';
import { rowsOf } from '../../test/rig/run-folder.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { sampleProvenance } from '../../test/sample-provenance.js';
import type { Arm } from '../contract/job.js';
import { openModel } from '../coreml/package.js';
import { digestOfEvents } from '../results/read-events.js';
import { readProvenance } from '../results/read-provenance.js';
import { eventsFile, journalFile, openRunFolder, provenanceFile, readPlan } from '../results/run-folder.js';
import { writeTables } from '../results/write-tables.js';
import { checkSources } from '../run/sources.js';
import { main } from './main.js';

const tiles = [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } }];

/** Noise of half a percent, another one for each iteration. */
const noisy = (ms: number, n: number): number => ms * 1e6 * (1 + 0.005 * (((n * 0.618_033_99) % 1) - 0.5));

describe('confirming what is suspicious', () => {
  const heard = heardConsole();
  let root: string;
  const at = (name: string): string => join(root, name);

  beforeEach(() => {
    root = join(temporaryFolder().path, 'results');
    mkdirSync(root);
  });

  /** The phones of each run. */
  const fleet = { file: '/lab/fleet.yaml', latency: 'modelled', seed: 1, night: 12, sha256: 'f' };

  /** A run of one case in three launches, with a model of this content. */
  function run(id: string, model: string, ms: number, content: string): void {
    const file = join(dirname(root), `${model}.mlmodel`);
    writeFileSync(file, content);
    const { sha256 } = openModel(file);
    const path = `models/${sha256}/net.mlmodel`;
    const image = join(dirname(root), 'p.rgb');
    writeFileSync(image, 'x');
    const { job, ...launch } = plannedLaunch('measure-net-all-64x64', { case: 'net-all-64x64' });
    const arm = { ...(job.arms['a'] as Arm), model: path, sha256 };
    const on = { arm: 'a', image: 'p.png', tiles };
    const measuring = {
      ...launch,
      job: {
        ...job,
        files: [
          { path, bytes: content.length, sha256: openModel(file).files[0]?.sha256 ?? '' },
          {
            path: 'images/p.rgb',
            bytes: 1,
            sha256: '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',
          },
        ],
        arms: { a: arm },
        images: { 'p.png': { path: 'images/p.rgb', width: 64, height: 64 } },
        steps: [
          { do: 'stage' },
          { do: 'load', arm: 'a' },
          { do: 'warmup', ...on, count: 2 },
          { do: 'measure', ...on, count: 10, minNs: 0, scope: 'predict' },
        ] as typeof job.steps,
      },
    };
    const launches = ['', '-2', '-3'].map((turn) => ({ ...measuring, id: `${measuring.id}${turn}` }));
    const plan = planOf([plannedCase('net-all-64x64')], launches, {
      sources: { [path]: file, 'images/p.rgb': image },
      variants: [{ name: 'net', sha256, format: 'mlmodel', packageBytes: 10, scale: 2, minIos: 16 }],
    });
    mkdirSync(at(id));
    const events = Object.fromEntries(
      launches.map((each, index) => [each.id, eventsOf(each.job, (_, iteration) => noisy(ms, index * 10 + iteration))]),
    );
    const entries = launches.flatMap((each) => [started(each.id), finished(each.id, { status: 'ok' })]);
    const folder = { ...writeRun(at(id), plan, [session(), ...entries], events), id };
    writeFileSync(provenanceFile(folder), JSON.stringify({ ...sampleProvenance, run_id: id, fleet }));
    writeTables(folder);
  }

  /** What phones leave of a confirmation in which the candidate is slower by this share. */
  function measure(confirmation: string, slower: number, most = Infinity): void {
    const folder = openRunFolder(at(confirmation));
    const plan = readPlan(folder);
    checkSources(plan, plan.launches);
    const lines = plan.launches.slice(0, most).flatMap((launch, index) => {
      const events = eventsOf(launch.job, (arm, iteration) =>
        noisy(arm === 'b' ? 5 * (1 + slower) : 5, index * 31 + iteration + (arm === 'b' ? 7 : 0)),
      );
      const text = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      const file = eventsFile(udid, launch.id);
      mkdirSync(dirname(join(folder.path, file)), { recursive: true });
      writeFileSync(join(folder.path, file), text);
      return [started(launch.id), { ...finished(launch.id, { status: 'ok' }), events: file, ...digestOfEvents(text) }];
    });
    writeFileSync(journalFile(folder, udid), [session(), ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  async function compare(...words: string[]): Promise<number> {
    heard.said.length = 0;
    return main(['compare', at('base'), at('tonight'), ...words]);
  }
  const confirmations = (): string[] =>
    readdirSync(root)
      .filter((name) => name.includes('confirm-'))
      .sort();
  const finding = () => rowsOf(join(at('tonight'), 'compare.csv')).find(({ metric }) => metric === 'latency');

  it('writes a run of paired launches, finds what it showed, has it repeated, and then calls it regressed', async () => {
    run('base', 'net', 5, 'last month');
    run('tonight', 'net-2', 5.5, 'this month');
    expect(await compare('--confirm')).to.equal(3);
    const [first, ...none] = confirmations();
    expect(none).to.deep.equal([]);
    expect(heard.said.at(-1)).to.match(
      new RegExp(
        `1 case is to be measured in pairs, about .*; measure with: npx rezbench run --resume \\S+${first ?? '?'} --virtual /lab/fleet.yaml --night 12, then`,
      ),
    );
    // A run goes on with the phones that it began with, and this one begins with those of tonight.
    const made = openRunFolder(at(first ?? ''));
    expect(readProvenance(made).fleet).to.deep.equal(fleet);
    // What is not measured yet is not planned twice.
    await compare('--confirm');
    expect(confirmations()).to.deep.equal([first]);

    measure(first ?? '', 0.1);
    expect(await compare('--confirm')).to.equal(3);
    expect(finding()).to.include({ verdict: 'inconclusive', awaits: 'repetition', method: 'confirmation' });
    const repeat = confirmations().find((name) => name !== first);
    // Launches of their own, so that no phone draws the same noise for both.
    const idsOf = (name: string | undefined) => readPlan(openRunFolder(at(name ?? ''))).launches.map(({ id }) => id);
    expect(idsOf(repeat)).not.to.include.oneOf(idsOf(first));
    measure(repeat ?? '', 0.09);
    expect(await compare()).to.equal(1);
    expect(finding()).to.include({ verdict: 'regressed', awaits: '', base_value: finding()?.['base_value'] });
    expect(Number(finding()?.['change_percent'])).to.be.closeTo(9, 0.3);
    expect(readFileSync(join(at('tonight'), 'verdict.md'), 'utf8')).to.contain(
      'confirmation, repeated in fresh launches',
    );
    expect(await compare('--confirm')).to.equal(1);
    expect(confirmations()).to.have.length(2);
  });

  it('takes an answer for one: nothing is repeated where both packages are as fast', async () => {
    run('base', 'net', 5, 'last month');
    run('tonight', 'net-2', 5.5, 'this month');
    await compare('--confirm');
    measure(confirmations()[0] ?? '', 0);
    expect(await compare('--confirm')).to.equal(0);
    expect(finding()).to.include({ verdict: 'equivalent', awaits: '' });
    expect(confirmations()).to.have.length(1);
  });

  it('goes on with a confirmation that broke off', async () => {
    run('base', 'net', 5, 'last month');
    run('tonight', 'net-2', 5.5, 'this month');
    await compare('--confirm');
    measure(confirmations()[0] ?? '', 0.1, 5);
    expect(await compare('--confirm')).to.equal(3);
    expect(finding()?.['reason']).to.equal('5 whole launches of the 8 it takes');
    expect(confirmations()).to.have.length(1);
  });

  it('has tables that say which package predicted', async () => {
    run('base', 'net', 5, 'last month');
    run('tonight', 'net-2', 5.5, 'this month');
    await compare('--confirm');
    const [name = ''] = confirmations();
    measure(name, 0.1);
    writeTables(openRunFolder(at(name)));
    const samples = rowsOf(join(at(name), 'samples.csv')).filter(({ phase }) => phase === 'predict');
    expect(samples).to.have.length(8 * 8 * 20);
    const arms = samples
      .filter(({ launch }) => launch === samples[0]?.['launch'])
      .map(({ arm, block }) => `${arm ?? ''} ${block ?? ''}`);
    const order = [...new Set(arms)].map((text) => text.split(' ')[0]);
    expect(order.filter((arm) => arm === 'base')).to.have.length(4);
    expect(rowsOf(join(at(name), 'launches.csv'))[0]).to.include({ kind: 'confirm', latency_median_ms: '' });
    expect(rowsOf(join(at('tonight'), 'samples.csv'))[0]).to.include({ arm: '' });
  });

  describe('when the model of the base was overwritten', () => {
    it('says that promote would have kept it', async () => {
      run('base', 'net', 5, 'last month');
      run('tonight', 'net', 5.5, 'this month');
      expect(await compare('--confirm')).to.equal(4);
      expect(heard.said.at(-1)).to.match(
        /the package of net that base measured is not at .*net\.mlmodel any more; put it back/,
      );
    });

    it('takes the one that was promoted', async () => {
      run('base', 'net', 5, 'last month');
      expect(await main(['promote', at('base')])).to.equal(0);
      run('tonight', 'net', 5.5, 'this month');
      expect(await compare('--confirm')).to.equal(3);
      const { sources, launches } = readPlan(openRunFolder(at(confirmations()[0] ?? '')));
      expect(Object.values(sources).some((path) => path.includes('baselines/packages'))).to.equal(true);
      expect(launches).to.have.length(8);
      expect(await main(['compare', at('baselines'), at('tonight')])).to.equal(3);
    });
  });

  describe('promote', () => {
    it('pins a night, and refuses one that regressed until somebody says why', async () => {
      run('base', 'net', 5, 'last month');
      run('tonight', 'net-2', 5.5, 'this month');
      expect(await main(['promote', at('base')])).to.equal(0);
      await compare('--confirm');
      measure(confirmations()[0] ?? '', 0.1);
      await compare('--confirm');
      for (const name of confirmations().slice(1)) measure(name, 0.1);
      expect(await main(['promote', at('tonight')])).to.equal(1);
      expect(heard.said.at(-1)).to.match(
        /tonight regressed beside its baseline \(latency of net-all-64x64 on A phone\)/,
      );
      expect(await main(['promote', at('tonight'), '--force'])).to.equal(2);
      expect(await main(['promote', at('tonight'), '--force', '--reason', 'accepted'])).to.equal(0);
      const pins = readFileSync(join(at('baselines'), 'pins.jsonl'), 'utf8')
        .trimEnd()
        .split('\n');
      expect(pins.map((line) => (JSON.parse(line) as { forced?: { reason: string } }).forced?.reason)).to.deep.equal([
        undefined,
        'accepted',
      ]);
    });

    it('says in one sentence what cannot be', async () => {
      run('base', 'net', 5, 'last month');
      rmSync(join(dirname(root), 'net.mlmodel'));
      expect(await main(['promote', at('base')])).to.equal(4);
      expect(heard.said.at(-1)).to.match(/net\.mlmodel is not the package that the run measured any more/);
      expect(await main(['compare', at('baselines'), at('base')])).to.equal(4);
      expect(heard.said.at(-1)).to.match(/nothing is pinned in .*baselines; pin a run with npx rezbench promote RUN/);
    });
  });
});
