import { explain } from '../contract/outcome.js';
import type { Hello } from '../contract/events.js';
import type { Plan } from '../plan/plan.js';
import type { PhoneRecord } from '../results/case-record.js';
import type { LaunchRecord } from '../results/launch-record.js';
import type { Observed } from './observed.js';
import type { Figures, Verdict } from './verdict.js';
import { notApplicable } from './verdict.js';

/** How WebDriverAgent is had: it listens somewhere, was installed on the phone before, or Xcode starts it. */
export type WebDriverAgent = 'url' | 'preinstalled' | 'xcodebuild';

/** All that checks judge by: what a run left on disk about one phone. */
export interface Evidence {
  readonly plan: Plan;
  /** As usbmuxd told it. */
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

/** The launches, all of which ended well; otherwise, in a sentence, why one did not. */
export function ended({ launches }: Evidence, ids: readonly string[]): readonly LaunchRecord[] | string {
  const found: LaunchRecord[] = [];
  for (const id of ids) {
    const launch = launches.get(id);
    if (launch === undefined) return `the launch ${id} did not come about`;
    if (launch.finished.outcome.status !== 'ok') return `the launch ${id} failed: ${explain(launch.finished.outcome)}`;
    found.push(launch);
  }
  return found;
}

/**
 * Judges figures that say something of an iPhone only. Elsewhere what led to them was carried out and they are kept, but
 * nothing is judged by them, and `why` tells the reason.
 */
export function onIphone({ hello }: Evidence, why: string, figures: Figures, judge: () => Verdict): Verdict {
  const kind = hello?.device.kind;
  if (kind === undefined || kind === 'physical') return judge();
  const where = kind === 'virtual' ? 'a virtual iPhone' : 'a simulator';
  return notApplicable(`not applicable on ${where}: ${why}`, figures);
}
