import { createHash } from 'node:crypto';
import type { CaseFacts, Metric } from '../finding.js';
import type { Scope } from './explain.js';

/** A case that alarmed, and by how much. */
export interface AlarmedCase extends CaseFacts {
  readonly change_percent?: number | undefined;
  readonly low_percent?: number | undefined;
  readonly high_percent?: number | undefined;
  readonly drop_db?: number | undefined;
}

export interface Alarm {
  /** The same in every night in which the same thing alarms. */
  readonly id: string;
  /** Confirmed; to be confirmed; or nothing was heard of it. */
  readonly state: 'regressed' | 'suspected' | 'silent';
  /** `presence` of what is silent. */
  readonly metric: Metric | 'presence';
  /** A clause for a person: what alarms, such as `latency of every case of net on all phones`. */
  readonly text: string;
  readonly scope: Scope;
  /** Of `comparable` cases these; none where the phone as a whole or a night is meant. */
  readonly cases: readonly AlarmedCase[];
  readonly comparable: number;
}

/** An alarm that another one explains. */
export interface ExplainedAlarm extends Alarm {
  /** Id of that. */
  readonly explained_by: string;
}

/** An alarm of the comparison before this one that is not there any more. */
export interface GoneAlarm {
  readonly id: string;
  readonly metric: Alarm['metric'];
  readonly text: string;
  readonly state: Alarm['state'];
  /** The run that had it. */
  readonly run: string;
  /** A clause each, such as `5.1 % slower`; absent where there was no figure. */
  readonly before?: string;
  readonly now?: string;
}

/** What needs attention, without what something else explains. */
export interface Alarms {
  readonly alarms: readonly Alarm[];
  readonly explained: readonly ExplainedAlarm[];
  readonly gone: readonly GoneAlarm[];
}

/** Short enough to be typed, long enough for a farm of thousands of cases. */
const idLength = 8;

/** A name that depends on nothing but what alarms. */
export const idOf = (...of: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, idLength);
