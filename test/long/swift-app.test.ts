import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { parseEvents } from '../parse-events.js';
import type { Event } from '../../src/contract/events.js';
import type { Step } from '../../src/contract/job.js';
import { plannedLaunches } from '../../src/plan/on-demand.js';
import { projectRoot } from '../../src/project.js';
import { openRunFolder, readPlan } from '../../src/results/run-folder.js';
import { whyNoSwiftApp } from '../../src/virtual/app/swift-ipa.js';
import { rezbench } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import type { Ran } from '../rig/command.js';
import { comparable } from '../comparable-events.js';
import { requireOrSkip } from '../rig/requirements.js';

/** What one launch was asked and what its app wrote down. */
interface Told {
  readonly steps: readonly Step[];
  readonly events: readonly Event[];
}

/** Every launch of a run, by its file of events. */
function launchesOf(run: string): Map<string, Told> {
  const plannedAs = plannedLaunches(readPlan(openRunFolder(run)));
  const journals = join(run, 'journal');
  const files = readdirSync(journals, { recursive: true, encoding: 'utf8' }).filter((file) => file.includes('/'));
  return new Map(
    files.sort().map((file): [string, Told] => {
      const name = file.replace(/^.*\/(.*)\.jsonl$/, '$1');
      return [
        file,
        { steps: plannedAs(name)?.job.steps ?? [], events: parseEvents(readFileSync(join(journals, file), 'utf8')) },
      ];
    }),
  );
}

const compared = ({ events, steps }: Told): unknown[] => comparable(events, steps);

/** Every kind of launch, of a network whose input is an image's size and of one that takes tiles. */
const small = `name: small
seed: 1
variants: [plain-x2-fp32-64, swinir-s-x2-int8-64]
compute_units: [cpuOnly, all]
sizes: [64x64, 96x96]
measure:
  warmup: 1
  iterations: 20
  min_seconds: 0.2
  end_to_end_iterations: 3
  pause_seconds: 0.2
  paced_iterations: 3
quality:
  testset: ${join(projectRoot, 'images')}
  crop: 192x192
`;

/** The main job with the iPhone's own app, through real Appium, beside the same with its TypeScript twin. */
describe('a sweep with the Swift app', function () {
  this.timeout(1_500_000);
  const results = { swift: temporaryFolder(), twin: temporaryFolder() };
  let ran: Ran;
  let [swiftRun, twinRun] = ['', ''];
  let swift = new Map<string, Told>();
  let twin = new Map<string, Told>();

  before('run both', async function () {
    requireOrSkip(this, 'the Swift app built for Linux (scripts/swift/build.sh)', whyNoSwiftApp() === undefined);
    const sweep = results.swift.write('sweep.yaml', small);
    const runs = join(results.swift.path, 'runs');
    ran = await rezbench(['run', sweep, '--virtual', '1', '--app', 'swift', '--out', runs]);
    const expected = await rezbench(['run', sweep, '--virtual', '1', '--app', 'twin', '--out', results.twin.path]);
    expect(expected.exitCode, expected.stderr).to.equal(0);
    [swiftRun, twinRun] = [onlyRun(runs), onlyRun(results.twin.path)];
    [swift, twin] = [launchesOf(swiftRun), launchesOf(twinRun)];
  });

  it('gives every case a result', () => {
    expect(ran.exitCode, ran.stderr).to.equal(0);
    const statuses = rowsOf(join(swiftRun, 'results.csv')).map(({ status }) => status);
    expect(statuses.length).to.be.at.least(10);
    expect(new Set(statuses)).to.deep.equal(new Set(['ok']));
  });

  it('did every launch that the twin did, and was another build', () => {
    expect([...swift.keys()]).to.deep.equal([...twin.keys()]);
    const builds = [swift, twin].map((launches) => {
      const hellos = [...launches.values()].map(({ events: [hello] }) => hello);
      return new Set(hellos.map((hello) => hello?.event === 'hello' && hello.appBuild));
    });
    expect(builds.map(({ size }) => size)).to.deep.equal([1, 1]);
    expect(builds[0]).not.to.deep.equal(builds[1]);
  });

  it('wrote down what the twin wrote down, but for times, memory and the process', () => {
    for (const [file, told] of swift) {
      const expected = twin.get(file);
      expect(expected && compared(told), file).to.deep.equal(expected && compared(expected));
    }
  });

  it('enlarged every image to the same bytes', () => {
    const outputs = [swiftRun, twinRun].map((run) => readdirSync(join(run, 'outputs')).sort());
    expect(outputs[0]?.length).to.be.at.least(6);
    expect(outputs[0]).to.deep.equal(outputs[1]);
    for (const name of outputs[0] ?? []) {
      const [own, other] = [swiftRun, twinRun].map((run) => readFileSync(join(run, 'outputs', name)));
      expect(own && other?.equals(own), name).to.equal(true);
    }
  });

  it('spent the time it says: no step is longer than it took, and the sentinel computes', () => {
    for (const [file, { events }] of swift) {
      for (const [index, event] of events.entries()) {
        if (event.event !== 'result') continue;
        const spanNs = event.tNs - (events[index - 1]?.tNs ?? NaN);
        const timesNs = Object.entries(event).flatMap(([name, value]) =>
          name.endsWith('Ns') && !['tNs', 'startsNs'].includes(name) ? (value as number | number[]) : [],
        );
        expect(Math.min(1, ...timesNs), `${file} ${event.do}`).to.be.greaterThan(0);
        expect(
          timesNs.reduce((sum, ns) => sum + ns, 0),
          `${file} ${event.do}`,
        ).to.be.at.most(spanNs);
        // Each of its 18 million rounds needs the one before: no processor does a round in half a nanosecond.
        if (event.do === 'sentinel') expect(event.sentinelNs, file).to.be.greaterThan(9_000_000);
      }
    }
  });

  it('is compared in earnest: one event less, or one other value anywhere, is a difference', () => {
    const ofEachKind = ['purge', 'anchor', 'prepare', 'measure', 'quality'].map((kind) =>
      [...swift].find(([file]) => file.includes(`/${kind}-`)),
    );
    let changes = 0;
    expect(ofEachKind).not.to.include(undefined);
    for (const [file, told] of ofEachKind.filter((each) => each !== undefined)) {
      const honest = compared(told);
      told.events.forEach((event, index) => {
        const without = { ...told, events: told.events.toSpliced(index, 1) };
        expect(compared(without), `${file} without event ${String(index)}`).not.to.deep.equal(honest);
        for (const [name, value] of Object.entries(event) as [string, unknown][]) {
          if (/^(tNs|pid|appBuild|launch|footprint.*|neural.*|outputBacked|.*Ns)$/.test(name)) continue;
          const spoiled = { ...told, events: told.events.with(index, { ...event, [name]: other(value) }) };
          expect(compared(spoiled), `${file} event ${String(index)} ${name}`).not.to.deep.equal(honest);
          changes++;
        }
      });
    }
    expect(changes).to.be.at.least(100);
  });
});

/** Another value of the same type; of an object or list, one with another first value. */
function other(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return `${value}x`;
  if (Array.isArray(value)) return value.length === 0 ? ['x'] : [other(value[0]), ...(value as unknown[]).slice(1)];
  const [[key, inner] = ['x', 'x'], ...rest] = Object.entries(value as object) as [string, unknown][];
  return Object.fromEntries([[key, other(inner)], ...rest]);
}
