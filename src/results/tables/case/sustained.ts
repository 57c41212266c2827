import type { CaseFigures } from '../../case-figures.js';
import { milliseconds } from '../../column.js';
import type { Column } from '../../column.js';

/** How a phone keeps up with frames that go on for minutes. Empty for cases that are not sustained. */
export const sustained = [
  {
    name: 'sustained_s',
    type: 'number',
    owner: 'plan',
    means:
      'for how long frames were enlarged without a break, s, at pace_hz frames a second; empty where their number was set',
    since: 6,
    value: ({ planned }) => planned.sustainedS,
  },
  {
    name: 'deadline_miss_share',
    type: 'number',
    owner: 'app',
    means: 'share of frames that were not ready when the next one was due; of several launches their median',
    since: 6,
    value: ({ sustained: figures }) => figures?.deadlineMissShare,
  },
  {
    name: 'first_minute_ms',
    type: 'number',
    owner: 'app',
    means: 'median latency of the frames of the first minute; empty below two minutes',
    since: 6,
    value: ({ sustained: figures }) => milliseconds(figures?.firstMinuteNs),
  },
  {
    name: 'last_minute_ms',
    type: 'number',
    owner: 'app',
    means: 'the same of the last minute',
    since: 6,
    value: ({ sustained: figures }) => milliseconds(figures?.lastMinuteNs),
  },
  {
    name: 'speed_retained',
    type: 'number',
    owner: 'host',
    means: 'first_minute_ms divided by last_minute_ms: below 1 where the phone became slower',
    since: 6,
    value: ({ sustained: figures }) =>
      figures?.firstMinuteNs === undefined || figures.lastMinuteNs === undefined
        ? undefined
        : figures.firstMinuteNs / figures.lastMinuteNs,
  },
] as const satisfies readonly Column<CaseFigures>[];
