import type { AppState } from '../../phone/phone.js';
import { firstLightLaunches as names } from '../plan.js';
import { failed, inconclusive, passed } from '../check-result.js';
import { judgeOffSimulator } from '../evidence.js';
import type { Evidence } from '../evidence.js';
import { absentLimitMs } from '../observe-phone.js';
import { appMoments } from '../observed.js';
import type { AppMoment, MetLaunch } from '../observed.js';
import type { Check } from './check.js';

/** Checks of how launches begin and how the host learns of their end. */

const reportIt = 'Report it with this file and the folder of the run';

type Met = MetLaunch & { readonly id: string };

/** Launches as the host met them. The killed one is asked about, so its times are others. */
const metLaunches = ({ observed, launches }: Evidence): Met[] =>
  Object.entries(observed.met ?? {})
    .filter(([id]) => id !== names.killed && launches.get(id)?.finished.outcome.status === 'ok')
    .map(([id, met]) => ({ id, ...met }));

/** From asking the phone to launch the app until its hello. */
const helloMsOf = ({ calledAtMs, helloAtMs }: MetLaunch): number[] =>
  helloAtMs === undefined ? [] : [Math.round(helloAtMs - calledAtMs)];

export const launchTime: Check = {
  name: 'launch_time',
  claim: 'the app says hello in less than half of the time that a run waits for it',
  judge(evidence) {
    const met = metLaunches(evidence);
    const helloMs = met.flatMap(helloMsOf);
    if (helloMs.length === 0) return inconclusive('no launch said hello');
    const figures = {
      hello_ms: helloMs,
      answer_ms: met.flatMap(({ answerMs }) => (answerMs === undefined ? [] : [Math.round(answerMs)])),
      answered_with_an_error: met.filter(({ refusal }) => refusal !== undefined).length,
    };
    const slowest = Math.max(...helloMs);
    return slowest < evidence.plan.limits.helloMs / 2
      ? passed(figures)
      : failed(
          `a launch took ${(slowest / 1000).toFixed(1)} s until its hello`,
          'Restart the phone, close its other apps and run first light again; if launches stay slow, raise limits.hello_seconds in your sweeps',
          figures,
        );
  },
};

/** What the app was at each of these moments; right after its launch it may be anything. */
const trueStates: Readonly<Partial<Record<AppMoment, AppState>>> = {
  missing: 'ended',
  before: 'ended',
  measuring: 'running',
  killed: 'ended',
};

export const appStates: Check = {
  name: 'app_states',
  claim: 'the phone never says of a running app that it ended, nor of an ended one that it runs',
  judge({ observed: { appStates: seen = {}, troubles } }) {
    const figures = Object.fromEntries(
      appMoments.flatMap((moment) => (seen[moment] === undefined ? [] : [[`state_${moment}`, seen[moment]]])),
    );
    const wrong = appMoments.find((moment) => isContrary(trueStates[moment], seen[moment]));
    if (wrong !== undefined) {
      return failed(
        `the phone said "${seen[wrong] ?? 'nothing'}" of the app ${momentWords[wrong]}`,
        `Restart WebDriverAgent and run first light again. ${reportIt}`,
        figures,
      );
    }
    if (seen.measuring === 'running' && seen.killed === 'ended') return passed(figures);
    const moment = seen.measuring === 'running' ? 'killed' : 'measuring';
    return inconclusive(
      troubles?.[`state_${moment}`] ?? `the phone did not say what the app was ${momentWords[moment]}`,
      figures,
    );
  },
};

const isContrary = (truth: AppState | undefined, said: AppState | undefined): boolean =>
  truth !== undefined && said !== undefined && said !== 'unknown' && said !== truth;

const momentWords: Readonly<Record<AppMoment, string>> = {
  missing: 'while it was not installed',
  before: 'before its launch',
  launched: 'right after its launch',
  measuring: 'while it measured',
  killed: 'when it had been killed',
};

/** A host that learns of the end later than this gains nothing by the announcement. */
const mostLateMs = 1000;

/** How long after the last event the host heard of the end, as closely as the two clocks are known. */
function latenessMs({ launches }: Evidence, met: Met): { least: number; most: number } | undefined {
  const last = launches.get(met.id)?.events.at(-1);
  if (met.announcedAtMs === undefined || met.clockOffsetMs === undefined || last === undefined) return undefined;
  const [heardMs, lastMs] = [met.announcedAtMs, last.tNs / 1e6];
  const { least, most } = met.clockOffsetMs;
  return { least: Math.max(0, Math.round(heardMs - lastMs - most)), most: Math.round(heardMs - lastMs - least) };
}

export const endAnnounced: Check = {
  name: 'end_announced',
  claim: `the notification that the app posts when a launch ends reaches the host within ${String(mostLateMs / 1000)} s`,
  judge(evidence) {
    const awaited = metLaunches(evidence).filter(({ waits }) => waits > 0);
    if (awaited.length === 0) return inconclusive('the host waited for no notification');
    const heard = awaited.filter(({ announcedAtMs }) => announcedAtMs !== undefined);
    const late = heard.flatMap((met) => latenessMs(evidence, met) ?? []);
    const figures = {
      awaited: awaited.length,
      heard: heard.length,
      late_at_least_ms: late.map(({ least }) => least),
      late_at_most_ms: late.map(({ most }) => most),
    };
    if (heard.length === 0) return failed('the host waited, and no notification came', withoutAnnouncement, figures);
    const latest = Math.max(...figures.late_at_least_ms);
    const closest = Math.min(...figures.late_at_most_ms);
    if (latest > mostLateMs) {
      return failed(
        `a notification came at least ${String(latest)} ms after the last event`,
        `Close what else asks this WebDriverAgent. ${reportIt}`,
        figures,
      );
    }
    return closest <= mostLateMs
      ? passed(figures)
      : inconclusive('the host looked too seldom to say how late the notifications came', figures);
  },
};

const withoutAnnouncement =
  "Report it with this file: the run asks for the app's state instead, which costs each launch up to the length of its timed steps";

/** Whether the launch surely ended while the host listened; what is announced earlier cannot be heard. */
const endedWhileListened = ({ launches }: Evidence, { id, calledAtMs, listenedFromMs }: Met): boolean => {
  const lastMs = (launches.get(id)?.events.at(-1)?.tNs ?? 0) / 1e6;
  return listenedFromMs !== undefined && calledAtMs + lastMs >= listenedFromMs;
};

export const announcementsKept: Check = {
  name: 'no_announcement_lost',
  claim: 'whenever a launch ends while the host listens, its notification comes',
  judge(evidence) {
    const listened = metLaunches(evidence).filter((met) => endedWhileListened(evidence, met));
    if (listened.length === 0) return inconclusive('no launch surely ended while the host listened');
    const lost = listened.filter(({ announcedAtMs }) => announcedAtMs === undefined);
    const figures = { listened: listened.length, lost: lost.length };
    return lost.length === 0
      ? passed(figures)
      : failed(`none came for ${lost.map(({ id }) => id).join(', ')}`, withoutAnnouncement, figures);
  },
};

/** How much the answer may come too soon, since the phone's clock and the host's are two, and too late. */
const soonMs = 100;
const lateMs = 10_000;

export const absentNotification: Check = {
  name: 'absent_notification',
  claim: `waiting ${String(absentLimitMs / 1000)} s for a notification that nobody posts ends after that time, without one`,
  judge({ observed: { absentNotification: waited, troubles } }) {
    if (waited === undefined) {
      const trouble = troubles?.['notification'];
      return trouble === undefined
        ? inconclusive('the host did not wait for it')
        : failed(trouble, 'Use the WebDriverAgent that belongs to the installed driver; npx rezbench doctor names it');
    }
    const figures = { waited_ms: Math.round(waited.ms) };
    if (waited.came) return failed('WebDriverAgent said that it came', reportIt, figures);
    return waited.ms >= absentLimitMs - soonMs && waited.ms <= absentLimitMs + lateMs
      ? passed(figures)
      : failed(`the wait took ${(waited.ms / 1000).toFixed(1)} s`, reportIt, figures);
  },
};

export const crashReports: Check = {
  name: 'crash_reports',
  claim: "the host can read the phone's crash reports, which tell why an app ended",
  judge(evidence) {
    const { crashReports: reports, troubles } = evidence.observed;
    if (evidence.launches.get(names.killed)?.finished.outcome.status !== 'crashed')
      return inconclusive('the host killed no app in the middle of a step');
    // The host ended the app, so none is expected. What is there is worth knowing.
    const figures = reports === undefined ? {} : { reports_after_kill: reports };
    return judgeOffSimulator(evidence, 'its Mac keeps the crash reports', figures, () => {
      if (reports !== undefined) return passed(figures);
      return failed(
        troubles?.['crash_reports'] ?? 'the host did not read them',
        'Report it with this file: the tables then say that an app crashed, and not why',
      );
    });
  },
};
