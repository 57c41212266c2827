import { join } from 'node:path';
import { readRunState } from '../run/state.js';
import type { RunPhone, RunState } from '../run/state.js';
import type { Target } from '../phone/target.js';
import { hostPsnrYDb } from '../quality/host-psnr.js';
import type { Plan } from '../plan/plan.js';
import type { PhoneRecord } from '../results/case-record.js';
import { keepColdLoadFinding } from '../results/cold-load-finding.js';
import { readProvenance } from '../results/read-provenance.js';
import { readRun } from '../results/read-run.js';
import { readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import { checks } from './checks/index.js';
import { coldLoad } from './checks/loads.js';
import { evidenceOf } from './evidence.js';
import type { Evidence, WebDriverAgent } from './evidence.js';
import { readObserved, writeObserved } from './observed.js';
import { reportSchema, reportVersion } from './report.js';
import type { FirstLightReport } from './report.js';
import { driverVersions, xcodeVersion } from './versions.js';

/** A phone's report and where it lies. */
export interface Judged {
  readonly target: Target;
  readonly report: FirstLightReport;
  readonly file: string;
}

/**
 * Judges what a run left on disk about each of its phones, and writes a report for each. What the host makes of the same
 * packages is computed here, when the phones are free.
 */
export async function judgeFirstLight(folder: RunFolder): Promise<readonly Judged[]> {
  const state = readRunState(folder.path);
  const plan = readPlan(folder);
  const records = new Map(readRun(folder).map((record) => [record.udid, record]));
  const evidence = (phone: RunPhone): Evidence => readEvidence(folder, plan, phone, records.get(phone.target.udid));
  for (const phone of state.phones) await compareWithHost(folder, phone, evidence(phone));
  const xcode = await xcodeVersion();
  return state.phones.map((phone, index) => {
    const { target } = phone;
    const report = reportOf(state, target, evidence(phone), xcode);
    keepFinding(folder, target, report);
    const file = join(folder.path, `first-light-${String(index + 1)}.json`);
    writeWhole(file, `${JSON.stringify(report, null, 2)}\n`);
    return { target, report, file };
  });
}

/** Adds the host's own PSNR of each quality launch that ended well, once. */
async function compareWithHost(
  folder: RunFolder,
  { target }: RunPhone,
  { plan, launches, observed }: Evidence,
): Promise<void> {
  for (const planned of plan.launches.filter(({ kind }) => kind === 'quality')) {
    const isOk = launches.get(planned.id)?.finished.outcome.status === 'ok';
    if (!isOk || observed.hostPsnrYDb?.[planned.id] !== undefined) continue;
    writeObserved(folder, target.udid, { hostPsnrYDb: { [planned.id]: await hostPsnrYDb(plan, planned) } });
  }
}

/** What a run left on disk about one phone, as it is now. */
function readEvidence(
  folder: RunFolder,
  plan: Plan,
  { target, capabilities }: RunPhone,
  record: PhoneRecord | undefined,
): Evidence {
  const about = { osVersion: target.osVersion, webDriverAgent: webDriverAgentBy(capabilities) };
  return evidenceOf(plan, about, record, readObserved(folder, target.udid));
}

function reportOf(state: RunState, target: Target, evidence: Evidence, xcode: string | undefined): FirstLightReport {
  const { rezbench_version, git_commit, git_dirty, host, started_at } = readProvenance(state.folder);
  const driver = driverVersions();
  const { hello } = evidence;
  return reportSchema.parse({
    format: 'rezbench first light',
    format_version: reportVersion,
    run_id: state.folder.id,
    started_at,
    rezbench: { version: rezbench_version, git_commit, git_dirty },
    host: { node: host.node, platform: host.platform, xcode },
    driver: {
      appium: driver.appium,
      xcuitest_driver: driver.xcuitestDriver,
      webdriveragent: driver.webDriverAgent,
      webdriverio: driver.webdriverio,
      webdriveragent_by: evidence.webDriverAgent,
    },
    phone: {
      kind: hello?.device.kind,
      model: hello?.device.model,
      ios_version: target.osVersion,
      ios_build: hello?.os.build,
    },
    app: { bundle_id: state.app.bundleId, build: state.app.build },
    checks: checks.map(({ name, claim, judge }) => ({ name, claim, ...judge(evidence) })),
  });
}

/** Tells the runs beside this one whether loads after a purge may be called cold. What does not decide says nothing. */
function keepFinding(run: RunFolder, { udid }: Target, { phone, checks: reported }: FirstLightReport): void {
  const outcome = reported.find(({ name }) => name === coldLoad.name)?.outcome;
  if (phone.ios_build === undefined || (outcome !== 'passed' && outcome !== 'failed')) return;
  keepColdLoadFinding(run, { udid, osBuild: phone.ios_build }, { purgedIsSlower: outcome === 'passed', run: run.id });
}

function webDriverAgentBy(capabilities: WebdriverIO.Capabilities): WebDriverAgent {
  if (capabilities['appium:webDriverAgentUrl'] !== undefined) return 'url';
  return capabilities['appium:usePreinstalledWDA'] === true ? 'preinstalled' : 'xcodebuild';
}
