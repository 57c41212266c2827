import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { parse, stringify } from 'yaml';
import { readLab } from '../../src/plan/lab.js';
import type { LabDevice } from '../../src/plan/lab.js';
import { projectRoot } from '../../src/project.js';
import { boxes, shellLines } from '../doc-commands.js';
import { fakeXcode, profileOf } from '../fake-xcodebuild.js';
import type { FakeXcode } from '../fake-xcodebuild.js';
import { attachVirtualIphones } from '../rig/attached-phones.js';
import type { AttachedPhones } from '../rig/attached-phones.js';
import type { Ran } from '../rig/command.js';
import { rezbench } from '../rig/rezbench.js';
import { rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

const document = 'docs/setup.md';

/** Commands of the page that need what no test has, or that end only with Ctrl-C. */
const elsewhere = [
  // The phones of this test come from it.
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

describe('the path of somebody with a phone', function () {
  this.timeout(900_000);
  const home = temporaryFolder().path;
  const lab = join(home, 'lab.yaml');
  let phones: AttachedPhones;
  let xcode: FakeXcode;
  let device: LabDevice;
  /** The folder of the latest run, `results/RUN` on the page. */
  let run = '';
  let next = 0;

  const commands = shellLines(document).filter(
    (line) => line.includes('npx rezbench ') && !elsewhere.some((part) => line.includes(part)),
  );

  before(async () => {
    phones = await attachVirtualIphones();
    const known = readLab(phones.env['REZBENCH_LAB'] ?? '').devices[0];
    if (known === undefined) throw new Error('rezbench virtual left no phone in its lab file');
    device = known;
    const profile = profileOf(new Date(Date.now() + 7 * 24 * 3600 * 1000), [device.udid]);
    xcode = fakeXcode(join(home, 'xcode'), profile, phones.env['REZBENCH_APP']);
    xcode.answer(['** BUILD SUCCEEDED **'], 0);
    // What the page calls sweeps/demo.yaml may be any sweep.
    mkdirSync(join(home, 'sweeps'));
    const tiny = readFileSync(join(projectRoot, 'test/sweeps/one-case.yaml'), 'utf8');
    // A verdict on a latency needs twenty predictions of one launch.
    writeFileSync(join(home, 'sweeps/demo.yaml'), tiny.replace(/^  iterations: .*$/m, '  iterations: 20'));
    mkdirSync(join(home, 'budgets'));
    writeFileSync(join(home, 'budgets/example.yaml'), 'rules:\n  - metric: latency_median_ms\n    max: 600000\n');
  });
  after(() => phones.detach());

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
        USBMUXD_SOCKET_ADDRESS: phones.env['USBMUXD_SOCKET_ADDRESS'] ?? '',
        // The app lies in the project's folder, which the page builds in and a test does not.
        REZBENCH_APP: join(xcode.project, 'Harness.ipa'),
      },
    });
  }

  const ended = ({ exitCode, stdout, stderr }: Ran, expected: number): string => {
    expect(exitCode, `${stdout}\n${stderr}`).to.equal(expected);
    return stdout;
  };

  it('begins with the help', async () => {
    expect(ended(await follow(/--help$/), 0)).to.include('rezbench doctor');
  });

  it('goes on to a lab file, and what is next is the app', async () => {
    const said = ended(await follow(/^npx rezbench setup --team/), 2);
    expect(said).to.match(/\nnext: app: run rezbench build/);
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
    expect(ended(await follow(/doctor$/), 0)).to.match(/\nnext: npx rezbench first-light$/);
  });

  it('takes the phone into use', async () => {
    const { stdout, stderr } = await follow(/first-light$/);
    const [, report] = /^report: (.*)$/m.exec(stdout) ?? [];
    expect(report, `${stdout}\n${stderr}`).to.be.a('string');
    const { checks } = JSON.parse(readFileSync(resolve(home, report ?? ''), 'utf8')) as { checks: Check[] };
    const outcomes = new Map(checks.map(({ name, outcome }) => [name, outcome]));
    // Others depend on how busy this machine is.
    for (const name of ['session', 'install', 'build_found', 'launch_arguments', 'container_path', 'transfer']) {
      expect(outcomes.get(name), `${name}\n${stdout}`).to.equal('passed');
    }
  });

  it('sweeps', async () => {
    expect(ended(await follow(/run sweeps\/demo\.yaml --dry-run$/), 0)).to.include('plain-x2-fp16-64');
    const said = ended(await follow(/run sweeps\/demo\.yaml$/), 0);
    run = /^results: (.*)$/m.exec(said)?.[1] ?? '';
    const rows = rowsOf(resolve(home, run, 'results.csv'));
    expect(rows.map(({ status, lab_name: name }) => [status, name])).to.deep.equal([['ok', device.name]]);
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
