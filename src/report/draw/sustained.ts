import type { Chart, Drawing } from './drawing.js';
import { phoneName } from './drawing.js';
import { isOk } from './report-data.js';
import type { FramesOverTime, FrameWindow, ReportCase } from './report-data.js';
import { lateOf, lateText, percentText, sustainedName, sustainedOf } from './sustained-cases.js';

/** Most panels, one for each case: those that keep up best. */
const mostPanels = 8;

/** How long frames took while a phone grew warm: a panel for each case. */
export const sustainedChart: Chart = {
  id: 'sustained',
  draw(data, selection) {
    const all = sustainedOf(data, selection).flatMap((row): Panel[] => {
      const known = data.frames.find(({ phone, case_id }) => phone === row.phone && case_id === row.case_id);
      return known === undefined || !isOk(row) ? [] : [{ row, known }];
    });
    if (all.length === 0) return undefined;
    const panels = all.slice(0, mostPanels);
    const title = 'Frames over minutes';
    const subtitle = [
      phoneName(data, selection),
      ...(panels.length < all.length
        ? [`${String(panels.length)} of ${String(all.length)} cases, those that keep up best`]
        : []),
    ].join(' · ');
    return {
      label: `${title}, ${subtitle}: ${panels.map(panelWords).join('; ')}`,
      data: { marks: panels.flatMap(marksOf) },
      signals: { title, subtitle },
      table: tableOf(all),
    };
  },
};

interface Panel {
  readonly row: ReportCase;
  readonly known: FramesOverTime;
}

function panelWords({ row }: Panel): string {
  const [late, retained] = [lateOf(row), row.figures['speed_retained']];
  return [
    sustainedName(row),
    ...(late === undefined ? [] : [lateText(late)]),
    ...(retained === undefined ? [] : [`${percentText(retained, 0)} of its speed retained`]),
  ].join(' · ');
}

/** What a panel shows: when frames were due, what they took in each window, and how warm the phone said it was. */
function marksOf(panel: Panel, order: number): object[] {
  const { row, known } = panel;
  const shared = { panel: panelWords(panel), order };
  const [periodMs, end] = [1e3 / (row.pace_hz ?? NaN), known.windows.at(-1)?.to ?? 0];
  return [
    { ...shared, kind: 'due', from: 0, to: end, value: periodMs },
    ...known.windows.map((window) => ({
      ...shared,
      kind: 'window',
      at: (window.from + window.to) / 2,
      value: window.medianMs,
      p95: window.p95Ms ?? window.medianMs,
      late: window.late / window.frames,
      words: `${sustainedName(row)}, ${windowWords(window)}`,
    })),
    ...statesOf(known.windows).map((span) => ({
      ...shared,
      ...span,
      kind: 'state',
      words: `${sustainedName(row)}, ${spanWords(span)}: thermal state ${span.state}`,
    })),
  ];
}

const spanWords = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  `minute ${from.toFixed(2)} to ${to.toFixed(2)}`;

function windowWords(window: FrameWindow): string {
  const { frames, late, medianMs, p95Ms, state } = window;
  return [
    `${spanWords(window)}: median ${medianMs.toFixed(2)} ms`,
    ...(p95Ms === undefined ? [] : [`95 % within ${p95Ms.toFixed(2)} ms`]),
    `${String(late)} of ${String(frames)} frames late`,
    ...(state === undefined ? [] : [state]),
  ].join(', ');
}

interface StateSpan {
  readonly from: number;
  readonly to: number;
  readonly state: string;
}

/** Neighbours of one state together. */
function statesOf(windows: readonly FrameWindow[]): StateSpan[] {
  const spans: StateSpan[] = [];
  for (const { from, to, state } of windows) {
    const before = spans.at(-1);
    if (state === undefined) continue;
    if (before?.state === state && before.to === from) spans[spans.length - 1] = { ...before, to };
    else spans.push({ from, to, state });
  }
  return spans;
}

const tableOf = (panels: readonly Panel[]): Drawing['table'] => [
  ['case', 'minutes', 'median, ms', '95 % within, ms', 'frames', 'late', 'thermal state'],
  ...panels.flatMap(({ row, known }) =>
    known.windows.map(({ from, to, medianMs, p95Ms, frames, late, state }) => [
      sustainedName(row),
      `${from.toFixed(2)} to ${to.toFixed(2)}`,
      medianMs.toFixed(2),
      p95Ms?.toFixed(2) ?? '',
      String(frames),
      String(late),
      state ?? '',
    ]),
  ),
];
