import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { Hello } from '../contract/events.js';
import { explainLoss } from '../contract/outcome.js';
import { driverVersions, xcodeVersion } from '../first-light/versions.js';
import { trafficFile } from '../lab/recording-lab.js';
import type { Target } from '../phone/target.js';
import type { Plan } from '../plan/plan.js';
import type { PhoneRecord } from '../results/case-record.js';
import { knownHere } from '../results/known-here.js';
import { readProvenance } from '../results/read-provenance.js';
import { readIfThere } from '../results/read-if-there.js';
import { readRun } from '../results/read-run.js';
import { redact } from '../results/redact.js';
import type { Document, Known } from '../results/redact.js';
import { eventsFile, journalFile, logFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { readRunState } from '../run/state.js';
import type { RunState } from '../run/state.js';
import { captureVersion, manifestSchema } from './manifest.js';
import type { Manifest } from './manifest.js';

/** A capture that lies on disk. */
export interface Capture {
  readonly folder: string;
  /** The same in one file, to be sent. */
  readonly zip: string;
  readonly manifest: Manifest;
}

interface Part extends Document {
  readonly means: string;
}

/** Gathers what a run of the four launches left about its phone, takes out whose it is, and writes a folder and a .zip. */
export async function collectCapture(run: RunFolder): Promise<Capture> {
  const state = readRunState(run.path);
  const [phone] = state.phones;
  if (phone === undefined) throw new Error('the run has no phone');
  const record = readRun(run).find(({ udid }) => udid === phone.target.udid);
  const parts = partsOf(run, phone.target);
  const manifest = await manifestOf(state, record);

  const names = [...parts.keys()];
  const { texts, counts } = redact([jsonLines(manifest), ...parts.values()], knownOf(phone.target, state.app.bundleId));
  const [about = '', ...contents] = texts;
  return write(join(run.path, 'capture'), {
    manifest: manifestSchema.parse({
      ...(JSON.parse(about) as object),
      rezbench: manifest.rezbench,
      files: Object.fromEntries([...parts].map(([name, { means }]) => [name, means])),
      redacted: counts,
    }),
    contents: new Map(names.map((name, index) => [name, contents[index] ?? ''])),
  });
}

function write(
  folder: string,
  { manifest, contents }: { readonly manifest: Manifest; readonly contents: ReadonlyMap<string, string> },
): Capture {
  const files = new Map([['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`], ...contents]);
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const zip = `${folder}.zip`;
  writeFileSync(zip, zipSync(Object.fromEntries([...files].map(([name, text]) => [name, strToU8(text)]))));
  return { folder, zip, manifest };
}

/** Logs and records by the names that they get, in the order in which placeholders are numbered. */
function partsOf(run: RunFolder, { udid }: Target): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  const add = (name: string, format: Document['format'], means: string, text: string | undefined): void => {
    if (text !== undefined && text !== '') parts.set(name, { format, means, text });
  };
  const read = (path: string): string | undefined => readIfThere(path)?.toString('utf8');
  const log = read(logFile(run, 'appium'));
  add(
    'wda.jsonl',
    'json-lines',
    'what the driver asked WebDriverAgent and what it answered, an exchange a line',
    read(trafficFile(dirname(logFile(run, 'appium')), udid)),
  );
  add('journal.jsonl', 'json-lines', 'when each launch began and how it ended', read(journalFile(run, udid)));
  for (const name of namesIn(join(run.path, eventsFolder(udid)))) {
    const file = join(run.path, eventsFolder(udid), name);
    add(`events/${name}`, 'json-lines', `what the app wrote in ${basename(name, '.jsonl')}`, read(file));
  }
  add('appium.log', 'text', "Appium's log, the driver's in it", log);
  add('xcodebuild.log', 'text', 'what xcodebuild said, out of the same log', log && xcodeLinesOf(log));
  return parts;
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

const eventsFolder = (udid: string): string => dirname(eventsFile(udid, 'any'));

/** Xcode's own words in Appium's log, which has them where the driver was asked to show them. */
const xcodeLinesOf = (log: string): string =>
  log
    .split('\n')
    .filter((line) => line.includes('[Xcode]'))
    .map((line) => `${line}\n`)
    .join('');

async function manifestOf({ folder, phones, app }: RunState, record: PhoneRecord | undefined): Promise<Manifest> {
  const { rezbench_version, git_commit, git_dirty, host, started_at } = readProvenance(folder);
  const { appium, xcuitestDriver, webDriverAgent, webdriverio } = driverVersions();
  const xcode = await xcodeVersion();
  const [phone] = phones;
  const hello: Hello | undefined = record?.launches.find((launch) => launch.hello !== undefined)?.hello;
  return manifestSchema.parse({
    format: 'rezbench capture',
    format_version: captureVersion,
    captured_at: started_at,
    rezbench: { version: rezbench_version, git_commit, git_dirty },
    host: { node: host.node, platform: host.platform, xcode },
    driver: { appium, xcuitest_driver: xcuitestDriver, webdriveragent: webDriverAgent, webdriverio },
    phone: {
      kind: hello?.device.kind,
      model: hello?.device.model,
      ios_version: phone?.target.osVersion,
      ios_build: hello?.os.build,
    },
    capabilities: phone?.capabilities,
    app: { bundle_id: app.bundleId, build: app.build },
    launches: launchesOf(readPlan(folder), record),
    files: {},
    redacted: {},
  });
}

function launchesOf({ launches }: Plan, record: PhoneRecord | undefined): Manifest['launches'] {
  return launches.map(({ id }) => {
    const finished = record?.launches.find((launch) => launch.finished.launch === id)?.finished;
    const reasons = record?.lost.filter(({ launch }) => launch === id).map(({ loss }) => explainLoss(loss)) ?? [];
    const lost = reasons.length === 0 ? {} : { lost: reasons };
    if (finished === undefined) return { launch: id, status: 'not_finished', ...lost };
    const events = finished.events === undefined ? {} : { events: `events/${basename(finished.events)}` };
    return { launch: id, status: finished.outcome.status, ...lost, ...events };
  });
}

const jsonLines = (value: unknown): Document => ({ format: 'json-lines', text: JSON.stringify(value) });

/** The bundle id that rezbench gives its own app. */
const ownBundleId = 'dev.rezbench.harness';

function knownOf({ udid, name, labName, signing }: Target, bundleId: string): Known {
  const bundleIds = [bundleId, signing?.bundle_id].filter((id) => id !== undefined && id !== ownBundleId);
  return {
    udids: [udid],
    phoneNames: [name, labName].filter((each) => each !== undefined),
    serials: [],
    teams: [signing?.team].filter((team) => team !== undefined),
    ...knownHere(),
    bundleIds: bundleIds.filter((id) => id !== undefined),
  };
}
