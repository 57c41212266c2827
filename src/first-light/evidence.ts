import { explain } from '../contract/outcome.js';
import type { Hello } from '../contract/events.js';
import type { Plan } from '../plan/plan.js';
import type { PhoneRecord } from '../results/case-record.js';
import type { LaunchRecord } from '../results/launch-record.js';
import type { Observed } from './observed.js';
import type { CheckResult, Figures } from './check-result.js';
import { notApplicable } from './check-result.js';

/** Where WebDriverAgent comes from: it listens at a URL already, is installed on the phone already, or Xcode starts it. */
export type WebDriverAgent = 'url' | 'preinstalled' | 'xcodebuild';

/** What the checks judge: everything that a run left on disk about one phone. */
export interface Evidence {
  readonly plan: Plan;
  /** As the phone reported it when it was found. */
  readonly osVersion: string;
  readonly webDriverAgent: WebDriverAgent;
  /** Launches that ended, by their id in the plan. */
  readonly launches: ReadonlyMap<string, LaunchRecord>;
  /** The first hello of any launch. */
  readonly hello: Hello | undefined;
  readonly observed: Observed;
}

export function evidenceOf(
  plan: Plan,
  { osVersion, webDriverAgent }: Pick<Evidence, 'osVersion' | 'webDriverAgent'>,
  record: PhoneRecord | undefined,
  observed: Observed,
): Evidence {
  const records = record?.launches ?? [];
  return {
    plan,
    osVersion,
    webDriverAgent,
    launches: new Map(records.map((launch) => [launch.finished.launch, launch])),
    hello: records.find(({ hello }) => hello !== undefined)?.hello,
    observed,
  };
}

/** Returns the launches with these ids if all of them succeeded; otherwise one sentence about the first that did not. */
export function findSuccessfulLaunches(
  { launches }: Evidence,
  ids: readonly string[],
): readonly LaunchRecord[] | string {
  const found: LaunchRecord[] = [];
  for (const id of ids) {
    const launch = launches.get(id);
    if (launch === undefined) return `the launch ${id} did not take place`;
    if (launch.finished.outcome.status !== 'ok') return `the launch ${id} failed: ${explain(launch.finished.outcome)}`;
    found.push(launch);
  }
  return found;
}

type Kind = Hello['device']['kind'];

/**
 * Judges figures that mean something on an iPhone only. A virtual iPhone and a simulator do the same work and the report
 * keeps their figures, but the check does not judge them; `why` is the reason.
 */
export const judgeOnIphone = (
  evidence: Evidence,
  why: string,
  figures: Figures,
  judge: () => CheckResult,
): CheckResult => judgeBut(['virtual', 'simulator'], evidence, why, figures, judge);

/** The same for figures that a virtual iPhone has too. */
export const judgeOffSimulator = (
  evidence: Evidence,
  why: string,
  figures: Figures,
  judge: () => CheckResult,
): CheckResult => judgeBut(['simulator'], evidence, why, figures, judge);

function judgeBut(
  kinds: readonly Kind[],
  { hello }: Evidence,
  why: string,
  figures: Figures,
  judge: () => CheckResult,
): CheckResult {
  const kind = hello?.device.kind;
  if (kind === undefined || !kinds.includes(kind)) return judge();
  const where = kind === 'virtual' ? 'a virtual iPhone' : 'a simulator';
  return notApplicable(`not applicable on ${where}: ${why}`, figures);
}
