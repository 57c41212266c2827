import type { AppState } from '../../phone/phone.js';
import { firstLightLaunches as names } from '../plan.js';
import { failed, inconclusive, passed } from '../check-result.js';
import { findSuccessfulLaunches, judgeOnIphone } from '../evidence.js';
import type { Evidence } from '../evidence.js';
import { absentLimitMs } from '../observe-phone.js';
import { appMoments } from '../observed.js';
import type { AppMoment, MetLaunch } from '../observed.js';
import type { Check } from './check.js';

/** Checks of how launches begin and how the host learns of their end. */

const reportIt = 'Report it with this file and the folder of the run';

/** Launches as the host met them. The killed one is asked about, so its times are others. */
const metLaunches = ({ observed, launches }: Evidence): (MetLaunch & { readonly id: string })[] =>
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

export const endAnnounced: Check = {
  name: 'end_announced',
  claim: `the notification that the app posts when a launch ends reaches the host within ${String(mostLateMs / 1000)} s`,
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, [names.clock]);
    if (typeof launches === 'string') return inconclusive(launches);
    const met = evidence.observed.met?.[names.clock];
    if (met === undefined || met.waits === 0) return inconclusive('the host did not wait for the notification');
    if (met.announcedAtMs === undefined)
      return failed('the host waited, and no notification came', noAnnouncement, { waits: met.waits });
    const hostBehind = clockOffsetMs(evidence);
    const [launch] = launches;
    const lastMs = (launch?.events.at(-1)?.tNs ?? 0) / 1e6;
    if (hostBehind === undefined)
      return inconclusive('the host did not see when the launch ended', { waits: met.waits });
    const figures = {
      waits: met.waits,
      late_at_least_ms: Math.max(0, Math.round(met.announcedAtMs - lastMs - hostBehind.most)),
      late_at_most_ms: Math.round(met.announcedAtMs - lastMs - hostBehind.least),
    };
    return figures.late_at_least_ms <= mostLateMs
      ? passed(figures)
      : failed(
          `the notification came at least ${String(figures.late_at_least_ms)} ms after the last event`,
          `Close what else asks this WebDriverAgent. ${reportIt}`,
          figures,
        );
  },
};

const noAnnouncement =
  "Report it with this file: the run asks for the app's state instead, which costs each launch up to the length of its timed steps";

/** What to add to the app's clock for the host's, in ms, as far as the sightings of the clock's launch tell. */
function clockOffsetMs({ observed: { sightings = [] } }: Evidence): { least: number; most: number } | undefined {
  if (sightings.length === 0) return undefined;
  return {
    least: Math.max(...sightings.map(({ notBeforeMs, tNs }) => notBeforeMs - tNs / 1e6)),
    most: Math.min(...sightings.map(({ notAfterMs, tNs }) => notAfterMs - tNs / 1e6)),
  };
}

export const announcementsKept: Check = {
  name: 'no_announcement_lost',
  claim: 'whenever the host waits for the end of a launch, its notification comes',
  judge(evidence) {
    const awaited = metLaunches(evidence).filter(({ waits }) => waits > 0);
    if (awaited.length === 0) return inconclusive('the host waited for no notification');
    const lost = awaited.filter(({ announcedAtMs }) => announcedAtMs === undefined);
    const figures = { awaited: awaited.length, lost: lost.length };
    return lost.length === 0
      ? passed(figures)
      : failed(`none came for ${lost.map(({ id }) => id).join(', ')}`, noAnnouncement, figures);
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
    // The host ended the app, so none is expected. One that is there is worth knowing of.
    const figures = reports === undefined ? {} : { reports_after_kill: reports };
    return judgeOnIphone(evidence, 'it writes no crash reports', figures, () => {
      if (reports !== undefined) return passed(figures);
      return failed(
        troubles?.['crash_reports'] ?? 'the host did not read them',
        'Report it with this file: the tables then say that an app crashed, and not why',
      );
    });
  },
};
