import type { Finding } from '../finding.js';
import { effectOf } from '../wording.js';
import type { Alarm, AlarmedCase, Alarms, GoneAlarm } from './alarm.js';
import { alarmOf } from './alarms-of.js';

/** The comparison before, and what is known now. */
export interface Since {
  readonly run: string;
  readonly before: readonly Alarm[];
  readonly now: Pick<Alarms, 'alarms' | 'explained'>;
  readonly findings: readonly Finding[];
}

/**
 * The alarms of the comparison before that went away: no case of theirs alarms any more, and one at least was looked at. What was
 * merely suspected then is left out, since most of it is chance.
 */
export function goneAlarms({ run, before, now, findings }: Since): GoneAlarm[] {
  const known = new Set([...now.alarms, ...now.explained].map(({ id }) => id));
  return before.flatMap((alarm): GoneAlarm[] => {
    if (alarm.state === 'suspected' || known.has(alarm.id)) return [];
    const { id, metric, text, state } = alarm;
    const gone = { id, metric, text, state, run };
    if (alarm.cases.length === 0) return [gone];
    if (metric === 'presence') return isHeard(alarm.cases, findings) ? [{ ...gone, now: 'heard again' }] : [];
    const found = alarm.cases.flatMap((one) => findings.filter((each) => each.metric === metric && isSame(one, each)));
    const states = found.map(alarmOf);
    if (!states.includes('none') || states.some((each) => each === 'sure' || each === 'suspected')) return [];
    const [then, today] = [middle(alarm.cases), middle(found)];
    return [{ ...gone, ...wordsOf('before', then, metric), ...wordsOf('now', today, metric) }];
  });
}

const isSame = (one: AlarmedCase, other: AlarmedCase): boolean =>
  one.device_udid === other.device_udid && one.case_id === other.case_id;

const isHeard = (cases: readonly AlarmedCase[], findings: readonly Finding[]): boolean =>
  cases.every((one) => findings.some((each) => isSame(one, each)));

/** The case with the middle effect stands for all. */
function middle(cases: readonly AlarmedCase[]): AlarmedCase | undefined {
  const size = ({ change_percent, drop_db }: AlarmedCase): number => change_percent ?? drop_db ?? 0;
  return [...cases].sort((one, other) => size(one) - size(other))[Math.floor(cases.length / 2)];
}

function wordsOf(
  when: 'before' | 'now',
  one: AlarmedCase | undefined,
  metric: GoneAlarm['metric'],
): Partial<GoneAlarm> {
  const words = one && metric !== 'presence' ? effectOf({ ...one, metric }) : undefined;
  return words === undefined ? {} : { [when]: words };
}
