import type { CaseFacts, Finding } from '../finding.js';
import { effectOf } from '../wording.js';
import type { Alarm, AlarmedCase, Alarms, GoneAlarm } from './alarm.js';

/** One line: what alarms, and by how much, such as `regressed 3f9a12c4: latency of every case of net on all phones (12 of 12 cases)`. */
export function alarmText({ id, state, text, metric, cases, comparable }: Alarm): string {
  const many = cases.length <= 1 ? '' : ` (${String(cases.length)} of ${String(comparable)} cases)`;
  const effect = state === 'silent' ? undefined : effectText(metric, cases);
  return `${state} ${id}: ${text}${many}${effect === undefined ? '' : `, ${effect}`}`;
}

/** The middle of the cases' effects, and the smallest and the largest. */
export function effectText(metric: Alarm['metric'], cases: readonly AlarmedCase[]): string | undefined {
  if (metric === 'presence') return undefined;
  const drops = cases.flatMap(({ drop_db: drop }) => drop ?? []);
  const isDrop = drops.length > 0;
  const sizes = isDrop ? drops : cases.flatMap(({ change_percent: change }) => change ?? []);
  if (sizes.length === 0) return undefined;
  const sorted = [...sizes].sort((one, other) => one - other);
  // One of them, so that a reader finds it in compare.csv.
  const middle = sorted[Math.floor(sorted.length / 2)];
  const effect = effectOf({ metric, [isDrop ? 'drop_db' : 'change_percent']: middle });
  const [least, most] = [sorted[0], sorted.at(-1)];
  const range = `from ${String(least)} to ${String(most)} ${isDrop ? 'dB' : '%'}`;
  return effect === undefined || least === most ? effect : `${effect} in the middle (${range})`;
}

/** What all findings of a group give as their reason. */
export function sharedWhy({ metric, cases }: Alarm, findings: readonly Finding[]): string[] {
  const ofGroup = findings.filter(
    (one) =>
      one.metric === metric &&
      cases.some(({ device_udid, case_id }) => device_udid === one.device_udid && case_id === one.case_id),
  );
  return (ofGroup[0]?.why ?? []).filter((clause) => ofGroup.every(({ why }) => why.includes(clause)));
}

/** Such as `went away: ... 5.1 % slower in RUN, .2 % slower now`. */
export const goneText = ({ id, text, run, before, now }: GoneAlarm): string =>
  `went away ${id}: ${text}: ${before ?? 'alarmed'} in ${run}, ${now ?? 'no alarm'} now`;

/** Alarms that stand for several cases, or for none: a phone, a night. */
export const groupsOf = ({ alarms }: Pick<Alarms, 'alarms'>): Alarm[] =>
  alarms.filter(({ cases }) => cases.length !== 1);

/** Findings, or cases without any, that no group stands for. */
export function unexplained<Item extends CaseFacts & Partial<Pick<Finding, 'metric'>>>(
  items: readonly Item[],
  { explained }: Pick<Alarms, 'explained'>,
): Item[] {
  const key = (metric: string, { device_udid, case_id }: CaseFacts): string =>
    JSON.stringify([metric, device_udid, case_id]);
  const known = new Set(explained.flatMap(({ metric, cases }) => cases.map((one) => key(metric, one))));
  return items.filter((one) => !known.has(key(one.metric ?? 'presence', one)));
}

/** What a comparison has to say of its alarms beside its table, what needs attention last. */
export function alarmLines({ alarms, explained, gone }: Alarms): string[] {
  return [
    ...gone.map(goneText),
    ...(explained.length > 0
      ? [`${String(explained.length)} alarms of single cases are explained by the groups below`]
      : []),
    ...alarms.filter(({ state, cases }) => state !== 'suspected' || cases.length !== 1).map(alarmText),
  ];
}
