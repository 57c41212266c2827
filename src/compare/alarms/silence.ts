import type { CaseRow } from '../../results/tables/results.js';
import { factsOf } from '../finding.js';
import type { CaseFacts } from '../finding.js';
import { idOf } from './alarm.js';
import type { Alarm } from './alarm.js';
import { groupedAlarms } from './alarms-of.js';
import type { Grouped } from './alarms-of.js';
import { placesOf } from './scope-text.js';

/** What a comparison knows of who should have been heard. */
export interface Expected {
  /** Cases that the base has and the candidate has not. */
  readonly missing: readonly CaseFacts[];
  /** The rows of the candidate. */
  readonly present: readonly CaseRow[];
  /** Phones of earlier nights that the latest one of the base and the candidate both lack. */
  readonly lost: readonly { readonly udid: string; readonly name: string; readonly lastRun: string }[];
  /** When the nights of the base began, and the candidate, in milliseconds; in any order. */
  readonly nights: readonly number[];
  readonly tonight: number | undefined;
}

/** What went silent: phones, variants or cases without a row tonight, and nights that were not run. */
export function silenceOf({ missing, present, lost, nights, tonight }: Expected): Grouped {
  const heard = present.map((row) => ({ facts: factsOf(row), alarm: 'none' as const }));
  const silent = missing.map((facts) => ({ facts, alarm: 'sure' as const }));
  const all = [...silent, ...heard];
  const { alarms, explained } = groupedAlarms(
    'presence',
    all.map(({ facts, alarm }) => ({ places: placesOf(facts), alarm })),
    all.map(({ facts }) => facts),
    () => 'silent',
  );
  const told = alarms.map((alarm) => ({
    ...alarm,
    text: `${alarm.text}: nothing was heard of it, and the base has it`,
  }));
  return { alarms: [...told, ...lost.map(lostPhone), ...missedNight(nights, tonight)], explained };
}

const silentAlarm = (id: string, text: string, scope: Alarm['scope'] = {}): Alarm => ({
  id,
  state: 'silent',
  metric: 'presence',
  text,
  scope,
  cases: [],
  comparable: 0,
});

const lostPhone = ({ udid, name, lastRun }: Expected['lost'][number]): Alarm =>
  silentAlarm(idOf('lost', udid), `${name} was last heard in ${lastRun}, and in no night since`, { phone: udid });

const dayMs = 86_400_000;
const late = 1.5;

/** The longest pause between nights that were pinned is normal, a day at least; one that is half as long again is not. */
function missedNight(nights: readonly number[], tonight: number | undefined): Alarm[] {
  const times = [...nights].sort((one, other) => one - other);
  const last = times.at(-1);
  if (tonight === undefined || last === undefined || times.length < fewestNights) return [];
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const usual = Math.max(dayMs, ...gaps);
  if (tonight - last <= late * usual) return [];
  const days = (ms: number): string => (ms / dayMs).toFixed(1).replace(/\.0$/, '');
  const on = new Date(last).toISOString().slice(0, 10);
  return [
    silentAlarm(
      idOf('nights', on),
      `no night was run since ${on}, ${days(tonight - last)} days before this one, where at most ${days(usual)} lay between earlier ones`,
    ),
  ];
}

/** Fewer do not show how often nights are run. */
const fewestNights = 3;
