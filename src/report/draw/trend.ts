import type { Chart, Drawing } from './drawing.js';
import { byLatency, casesAt, whereWords } from './rows.js';
import type { CaseHistory, Epoch, PhoneHistory, ReportCase, ReportData, Selection } from './report-data.js';

/** Pixels, without the axis. */
export const panelWidth = 640;

/** Pixels of a letter of an epoch's name. */
const letterWidth = 5.4;

/** Most panels, one for each case: those that changed, then the fastest. */
const mostPanels = 8;

interface Panel {
  readonly row: ReportCase;
  readonly known: CaseHistory;
}

/** A span of nights of one epoch, in the numbers of the nights. */
interface Span {
  readonly epoch: Epoch;
  readonly first: number;
  readonly last: number;
}

/** How fast each case was night after night: figures compare within an epoch, and steps are where the history found them. */
export const trendChart: Chart = {
  id: 'trend',
  draw(data, selection) {
    const history = data.history.find(({ phone }) => phone === selection.phone);
    if (history === undefined) return undefined;
    const { panels, left } = panelsOf(history, data, selection);
    if (panels.length === 0) return undefined;
    const spans = spansOf(history);
    const run = data.phones[selection.phone]?.run ?? '';
    const title = 'Latency from night to night';
    const changed = panels.filter(({ known }) => known.changes.length > 0).length;
    const subtitle = [
      whereWords(data, selection),
      `${String(history.nights.length)} nights`,
      ...(left > 0
        ? [`${String(panels.length)} of ${String(panels.length + left)} cases, those that changed first`]
        : []),
    ].join(' · ');
    return {
      label: `${title}, ${subtitle}: ${changed === 0 ? 'no step found' : `${String(changed)} of ${String(panels.length)} cases with a step`}`,
      data: { marks: panels.flatMap((panel, index) => marksOf(panel, history, spans, { run, order: index })) },
      signals: { title, subtitle },
      table: tableOf(panels, history, spans),
    };
  },
};

function panelsOf(history: PhoneHistory, data: ReportData, selection: Selection): { panels: Panel[]; left: number } {
  const all = byLatency(casesAt(data, selection)).flatMap((row): Panel[] => {
    const known = history.cases.find(({ case_id }) => case_id === row.case_id);
    return known === undefined || valuesOf(known).length < 2 ? [] : [{ row, known }];
  });
  const stepOf = ({ known }: Panel): number => Math.max(0, ...known.changes.map(({ percent }) => Math.abs(percent)));
  const panels = all.sort((a, b) => stepOf(b) - stepOf(a)).slice(0, mostPanels);
  return { panels, left: all.length - panels.length };
}

const valuesOf = ({ ms }: CaseHistory): number[] => ms.filter((value) => value !== null);

function spansOf({ nights, epochs }: PhoneHistory): Span[] {
  const spans: Span[] = [];
  nights.forEach(({ epoch: at }, index) => {
    const epoch = epochs[at];
    const before = spans.at(-1);
    if (epoch === undefined) return;
    if (before?.epoch === epoch) spans[spans.length - 1] = { ...before, last: index };
    else spans.push({ epoch, first: index, last: index });
  });
  return spans;
}

/** As many letters of a hash as tell builds apart; a letter of some scripts is two units of a string. */
const shortened = (build: string): string => Array.from(build).slice(0, 8).join('');

const epochWords = ({ os, app, source }: Epoch): string =>
  [
    os === '' ? 'iOS not said' : `iOS ${os}`,
    ...(app === '' ? [] : [`app ${shortened(app)}`]),
    ...(source === '' || source === 'measured' ? [] : [source]),
  ].join(', ');

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

const signed = (percent: number): string => `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`;

interface Context {
  /** Of the page. */
  readonly run: string;
  /** Of the panel, from above. */
  readonly order: number;
}

/** What a panel shows: bands for epochs, a point for each night, and a line for each step. */
function marksOf(
  { row, known }: Panel,
  { nights }: PhoneHistory,
  spans: readonly Span[],
  { run, order }: Context,
): object[] {
  const panel = row.variant;
  const at = (index: number): number => nights[index]?.at ?? 0;
  const end = at(nights.length - 1) + nightMs;
  const bands = spans.map(({ epoch, first, last }, index) => {
    const to = last + 1 < nights.length ? at(last + 1) : end;
    const text = epochWords(epoch);
    const room = ((to - at(first)) / (end - at(0))) * panelWidth;
    return {
      ...{ panel, order, kind: 'epoch', at: at(first), to },
      isOdd: index % 2 === 1,
      text: order === 0 && room > text.length * letterWidth ? text : '',
      words: `${text}: ${dayOf(at(first))} to ${dayOf(at(last))}`,
    };
  });
  const points = known.ms.flatMap((value, index) => {
    const night = nights[index];
    if (value === null || night === undefined) return [];
    const words = `${panel}, ${dayOf(night.at)}: ${value.toFixed(2)} ms; ${night.run}${night.run === run ? ', the run of this page' : ''}`;
    const span = spans.findIndex(({ first, last }) => first <= index && index <= last);
    return [{ panel, order, kind: 'night', at: night.at, value, span, isThis: night.run === run, words }];
  });
  const steps = known.changes.map(({ night, percent, newPackage }) => ({
    ...{ panel, order, kind: 'step', at: at(night), text: signed(percent), isWorse: percent > 0 },
    words: `${panel}: ${signed(percent)} since ${dayOf(at(night))}${newPackage ? ', with another package' : ''}; ${nights[night]?.run ?? ''}`,
  }));
  return [...bands, ...points, ...steps];
}

const nightMs = 86_400_000;

function tableOf(panels: readonly Panel[], { nights }: PhoneHistory, spans: readonly Span[]): Drawing['table'] {
  const epochs = spans
    .map(({ epoch, first }) => `${epochWords(epoch)} since ${dayOf(nights[first]?.at ?? 0)}`)
    .join('; ');
  return [
    ['variant', 'nights', 'first, ms', 'last, ms', 'steps', 'epochs'],
    ...panels.map(({ row, known }) => {
      const values = valuesOf(known);
      return [
        row.variant,
        String(values.length),
        (values[0] ?? 0).toFixed(2),
        (values.at(-1) ?? 0).toFixed(2),
        known.changes
          .map(
            ({ night, percent, newPackage }) =>
              `${signed(percent)} since ${dayOf(nights[night]?.at ?? 0)}${newPackage ? ', with another package' : ''}`,
          )
          .join('; '),
        epochs,
      ];
    }),
  ];
}
