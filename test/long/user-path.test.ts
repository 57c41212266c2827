import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { parse, stringify } from 'yaml';
import { readLab } from '../../src/plan/lab.js';
import type { LabDevice } from '../../src/plan/lab.js';
import { projectRoot } from '../../src/project.js';
import { readJournal } from '../../src/results/journal.js';
import { journalFile, openRunFolder } from '../../src/results/run-folder.js';
import { cacheLogIn } from '../../src/virtual/app/system/model-cache.js';
import type { CacheLogEntry } from '../../src/virtual/app/system/model-cache.js';
import { openVirtualLab } from '../../src/virtual/lab.js';
import type { VirtualLab } from '../../src/virtual/lab.js';
import { boxes, shellLines } from '../doc-commands.js';
import { fakeXcode, profileOf } from '../fake-xcodebuild.js';
import type { FakeXcode } from '../fake-xcodebuild.js';
import type { Ran } from '../rig/command.js';
import { rezbench } from '../rig/rezbench.js';
import { rowsOf } from '../rig/run-folder.js';
import type { Row } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

const document = 'docs/setup.md';

/** Commands of the page that need what no test has, or that end only with Ctrl-C. */
const elsewhere = [
  // test/long/doc-paths.test.ts keeps phones attached with it.
  'npx rezbench virtual',
  // Scripts of the driver, which download or sign; src/setup/setup.test.ts runs such a script.
  'setup --wda',
];

/** Every key that lab.yaml can have. */
const labKeys = [
  'version',
  'signing.team',
  'signing.bundle_id',
  'devices.0.name',
  'devices.0.udid',
  'devices.0.model',
  'devices.0.required',
  'devices.0.wda.url',
];

/** First light's launches are the phone's first; those of the sweep follow, and each fault strikes one of them. */
const firstLightLaunches = 18;
const inSweep = (turn: number): string => String(firstLightLaunches + turn);

/*
 * What was seen of real phones on this path: launches that answer 500 while XCTest attaches late, states that are unknown,
 * announcements that nobody hears, and a WebDriverAgent that dies. The sweep's launches are a purge, two prepares, two
 * anchors, and then what is measured.
 */
const harsh = {
  firstLight: {
    attachesLate: ['2:4', '5:4', '9:4'],
    /** The launch that the host kills while it measures, and whose app it asks the state of before. */
    stateUnknown: '12:14',
  },
  sweep: { attachesLate: [`${inSweep(2)}:4`, `${inSweep(6)}:4`], dies: inSweep(7), losesNotification: inSweep(3) },
};
const faults = [
  ...[...harsh.firstLight.attachesLate, harsh.firstLight.stateUnknown, ...harsh.sweep.attachesLate].map(
    (turn) => `late-attach:${turn}`,
  ),
  `unknown-state:${harsh.sweep.dies}`,
  `lost-notification:${harsh.sweep.losesNotification}`,
  `wda-dies:${harsh.sweep.dies}`,
];

/**
 * What the page calls sweeps/demo.yaml may be any sweep. This one asks for everything that decides which load is cold and
 * which is warm: a model that first light has loaded already, and one with a function that no prepare loads.
 */
const sweep = `name: harsh
seed: 1
variants: [plain-x2-fp16-64, ${join(projectRoot, 'test/models/two-sizes.mlpackage')}]
compute_units: [all]
sizes: [24x24, 48x48]
measure:
  warmup: 1
  iterations: 20
  min_seconds: 0
  end_to_end_iterations: 1
  pause_seconds: 0.1
  paced_iterations: 0
`;

describe('the path of somebody with a phone that is as harsh as real ones were', function () {
  this.timeout(900_000);
  const home = temporaryFolder().path;
  const lab = join(home, 'lab.yaml');
  let phones: VirtualLab;
  let xcode: FakeXcode;
  let device: LabDevice;
  /** The folder of the latest run, `results/RUN` on the page. */
  let run = '';
  let firstLight = '';
  let outcomes: ReadonlyMap<string, string> = new Map();
  let next = 0;

  const commands = shellLines(document).filter(
    (line) => line.includes('npx rezbench ') && !elsewhere.some((part) => line.includes(part)),
  );

  before(async () => {
    // A package with several functions needs iOS 18.
    phones = await openVirtualLab({ count: 1, ios: '18.5', transport: 'usbmux', faults });
    const [known] = phones.devices;
    if (known === undefined) throw new Error('no virtual phone');
    device = known;
    const profile = profileOf(new Date(Date.now() + 7 * 24 * 3600 * 1000), [device.udid]);
    xcode = fakeXcode(join(home, 'xcode'), profile, phones.settings['REZBENCH_APP']);
    xcode.answer(['** BUILD SUCCEEDED **'], 0);
    mkdirSync(join(home, 'sweeps'));
    writeFileSync(join(home, 'sweeps/demo.yaml'), sweep);
    mkdirSync(join(home, 'budgets'));
    writeFileSync(join(home, 'budgets/example.yaml'), 'rules:\n  - metric: latency_median_ms\n    max: 600000\n');
  });
  after(() => phones.close());

  /** Runs the next command of the page, as it stands there, where the page is followed. */
  async function follow(expected: RegExp, ...more: readonly string[]): Promise<Ran> {
    const line = commands[next++] ?? 'the end of the page';
    expect(line).to.match(expected);
    const words = line
      .slice(line.indexOf('npx rezbench ') + 'npx rezbench '.length)
      .replace('UDID', device.udid)
      .replace('results/RUN', run)
      .split(' ');
    return rezbench([...words, ...more], {
      cwd: home,
      env: {
        PATH: xcode.path,
        USBMUXD_SOCKET_ADDRESS: phones.settings['USBMUXD_SOCKET_ADDRESS'] ?? '',
        // The app lies in the project's folder, which the page builds in and a test does not.
        REZBENCH_APP: join(xcode.project, 'Harness.ipa'),
      },
    });
  }

  /** What the phone's own log says of its loads in a run, which neither the app nor the host can see. */
  const loadsOf = (folder: string): CacheLogEntry[] =>
    cacheLogIn(readFileSync(phones.iphones[0]?.cacheLog ?? '', 'utf8')).filter((entry) =>
      entry.arguments.some((argument) => argument.startsWith(`jobs/${openRunFolder(folder).id}.`)),
    );

  /** Each load of a run was what its row says; the rows that load something. */
  function expectAgreement(folder: string): Row[] {
    const first = new Map(
      loadsOf(folder)
        .toReversed()
        .map(({ arguments: [, job], result }) => [job, result]),
    );
    const rows = rowsOf(join(folder, 'launches.csv')).filter((row) => row['load_procedure'] !== '');
    expect(rows).to.have.length.above(4);
    for (const row of rows) {
      const { run_id: id = '', launch = '', attempt = '', load_procedure: procedure = '' } = row;
      const found = first.get(`jobs/${id}.${launch}.${attempt}.json`);
      expect(found, `${launch} ${procedure}`).to.equal(procedure === 'prepared' ? 'hit' : 'miss');
    }
    return rows;
  }

  const entriesOf = (folder: string) => readJournal(journalFile(openRunFolder(folder), device.udid));
  const entries = () => entriesOf(resolve(home, run));
  const lossesIn = (folder: string): string[] =>
    entriesOf(folder).flatMap((entry) =>
      entry.type === 'lost' ? [`${entry.launch}: ${entry.loss.cause}: ${entry.loss.detail}`] : [],
    );

  const ended = ({ exitCode, stdout, stderr }: Ran, expected: number): string => {
    expect(exitCode, `${stdout}\n${stderr}`).to.equal(expected);
    return stdout;
  };

  it('begins with the help', async () => {
    expect(ended(await follow(/--help$/), 0)).to.include('npx rezbench doctor');
  });

  it('goes on to a lab file, and what is next is the app', async () => {
    const said = ended(await follow(/^npx rezbench setup --team/), 2);
    expect(said).to.match(/\nnext: app: run npx rezbench build/);
    expect(readLab(lab).signing).to.deep.equal({ team: 'ABCDE12345', bundle_id: 'org.example.harness' });
  });

  it('has a lab file with every key that there is', () => {
    const [example = ''] = boxes(document, 'yaml');
    const { devices, ...rest } = parse(example) as { devices: readonly LabDevice[] };
    expect(keysOf({ ...rest, devices })).to.have.members(labKeys);
    const [written] = readLab(lab).devices;
    expect(written?.udid).to.equal(device.udid);
    writeFileSync(lab, stringify({ ...rest, devices: [{ ...devices[0], ...written, wda: device.wda }] }));
    expect(readLab(lab).devices[0]?.wda?.url).to.match(/^http/);
  });

  it('builds the app, twice', async () => {
    for (const command of [/build$/, /build --device UDID$/]) {
      const said = ended(await follow(command, '--project', xcode.project), 0);
      expect(said).to.match(
        /Harness\.ipa: org\.example\.harness \(\d+\), team ABCDE12345, expires .* \(6 days left\)$/,
      );
    }
    expect(xcode.called()).to.include(`id=${device.udid}`);
  });

  it('finds the phone ready, and nothing to do but first light', async () => {
    expect(ended(await follow(/devices$/), 0)).to.match(new RegExp(`${device.udid} .* usb +ready`));
    const said = ended(await follow(/doctor$/), 0);
    expect(said).to.match(/\nnext: npx rezbench first-light$/);
    expectNarrow(said);
  });

  it('takes the phone into use', async () => {
    const { stdout, stderr } = await follow(/first-light$/);
    const [, report] = /^report: (.*)$/m.exec(stdout) ?? [];
    expect(report, `${stdout}\n${stderr}`).to.be.a('string');
    expectNarrow(stdout);
    expect(stdout).to.match(/^ *11\/18 .* killed: the host ends it while it measures(?: {2}\(before: .*\))?$/m);
    firstLight = dirname(resolve(home, report ?? ''));
    const { checks } = JSON.parse(readFileSync(resolve(home, report ?? ''), 'utf8')) as { checks: Check[] };
    outcomes = new Map(checks.map(({ name, outcome }) => [name, outcome]));
    // Others depend on how busy this machine is.
    for (const name of ['session', 'install', 'build_found', 'launch_arguments', 'container_path', 'transfer']) {
      expect(outcomes.get(name), `${name}\n${stdout}`).to.equal('passed');
    }
    expect(lossesIn(firstLight), 'launches lost although their app ran').to.deep.equal([]);
    expect(outcomes.get('every_launch_ends'), stdout).to.equal('passed');
    expect(outcomes.get('kill_classified'), `an unknown state\n${stdout}`).to.equal('passed');
    // The host asks while the phone does not know, unless this machine is very slow.
    expect(outcomes.get('app_states'), `an unknown state\n${stdout}`).to.be.oneOf(['inconclusive', 'passed']);
    expect(phones.iphones[0]?.launches).to.have.length(firstLightLaunches);
  });

  it('has loads in first light that were what they are called', () => {
    expectAgreement(firstLight);
    for (const name of ['installation_noticed', 'purge_finds_cache'])
      expect(outcomes.get(name), name).to.equal('passed');
  });

  it('sweeps', async () => {
    expect(ended(await follow(/run sweeps\/demo\.yaml --dry-run$/), 0)).to.include('plain-x2-fp16-64');
    const { exitCode, stdout, stderr } = await follow(/run sweeps\/demo\.yaml$/);
    run = /^results: (.*)$/m.exec(stdout)?.[1] ?? '';
    const rows = rowsOf(resolve(home, run, 'results.csv'));
    expect(
      rows.map(({ status, lab_name: name }) => [status, name]),
      `${stdout}\n${stderr}`,
    ).to.deep.equal(Array.from({ length: 4 }, () => ['ok', device.name]));
    expect(exitCode, stderr).to.equal(0);
  });

  it('purges once, and primes only what no launch has loaded to its end', () => {
    const begun = entries().flatMap((entry) => (entry.type === 'started' ? [entry.launch] : []));
    expect(begun[0]).to.equal('purge-1');
    expect(begun.filter((launch) => launch.startsWith('purge-'))).to.have.length(1);
    // The function that no prepare loads. The launch that was lost had loaded its own before WebDriverAgent died.
    expect(begun.filter((launch) => launch.startsWith('prime-'))).to.deep.equal(['prime-two-sizes-all-1']);
  });

  it('leaves the app that first light installed on the phone, also in the session after that', () => {
    expect(entries().flatMap((entry) => (entry.type === 'session' ? [entry.installed] : []))).to.deep.equal([
      false,
      false,
    ]);
    const installations = (folder: string) => new Set(loadsOf(folder).map(({ installation }) => installation));
    const [last] = loadsOf(firstLight).slice(-1);
    expect([...installations(resolve(home, run))]).to.deep.equal([last?.installation]);
  });

  it('loses nothing but the launch whose WebDriverAgent died', () => {
    const [died = '', ...others] = lossesIn(resolve(home, run));
    expect(died).to.match(/^measure-\S+: (session|web_driver_agent): /);
    expect(others).to.deep.equal([]);
  });

  it('calls the loads of the sweep what they were', () => {
    const loads = expectAgreement(resolve(home, run));
    const procedures = (kind: string) =>
      new Set(loads.filter((row) => row['kind'] === kind).map((row) => row['load_procedure']));
    expect([...procedures('prepare')]).to.deep.equal(['purged']);
    expect([...procedures('measure')]).to.deep.equal(['prepared']);
    for (const row of rowsOf(resolve(home, run, 'results.csv'))) {
      for (const column of ['cold_load_ms', 'warm_load_ms'])
        expect(Number(row[column]), `${column} of ${row['case_id'] ?? ''}`).to.be.above(0);
    }
  });

  it('draws a page and comes to a verdict', async () => {
    const page = /^report: (.*)$/m.exec(ended(await follow(/report results\/RUN$/), 0))?.[1] ?? '';
    expect(readFileSync(resolve(home, page), 'utf8')).to.include('plain-x2-fp16-64');
    const gate = await follow(/gate results\/RUN --budgets budgets\/example\.yaml$/, '--allow-virtual');
    expect(ended(gate, 0)).to.match(/^gate passed: /m);
  });

  it('has no command that was not followed', () => {
    expect(commands.slice(next)).to.deep.equal([]);
  });
});

/** No line but those that end with a path is wider than a terminal. */
function expectNarrow(printed: string): void {
  const wide = printed.split('\n').filter((line) => line.length > 100 && !/^(report|results): /.test(line));
  expect(wide).to.deep.equal([]);
}

/** A check in first light's report. */
interface Check {
  readonly name: string;
  readonly outcome: string;
}

/** The paths of all values, joined by dots. */
function keysOf(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [path.join('.')];
  return Object.entries(value).flatMap(([key, part]) => keysOf(part, [...path, key]));
}
