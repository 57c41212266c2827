import { paceText } from '../../results/pace-text.js';
import { isSustained, sizeOf } from './report-data.js';
import type { ReportCase, ReportData, Selection } from './report-data.js';

/** The sustained cases of a phone, however they ended: those that keep up best first, those without a figure last. */
export const sustainedOf = ({ cases }: ReportData, { phone }: Pick<Selection, 'phone'>): ReportCase[] =>
  cases
    .filter((row) => isSustained(row) && row.phone === phone)
    .sort((a, b) => compareKnown(lateOf(a), lateOf(b)) || compareKnown(lastOf(a), lastOf(b)));

const compareKnown = (a = Infinity, b = Infinity): number => (a === b ? 0 : a - b);

export const lateOf = ({ figures }: ReportCase): number | undefined => figures['deadline_miss_share'];
export const lastOf = ({ figures }: ReportCase): number | undefined => figures['last_minute_ms'];

/** The size of the frames and how many of them were due in a second. */
export const framesWords = (row: ReportCase): string => `${sizeOf(row)}${paceText(row)}`;

export const sustainedName = (row: ReportCase): string => `${row.variant}, ${framesWords(row)}`;

export const percentText = (share: number | undefined, digits: number): string =>
  share === undefined ? '' : `${(share * 100).toFixed(digits)} %`;

/** A few in ten thousand are not none. */
export const lateText = (share: number): string =>
  share === 0
    ? 'none late'
    : share < 0.001
      ? 'less than 0.1 % late'
      : share === 1
        ? 'all late'
        : `${percentText(share, 1)} late`;
