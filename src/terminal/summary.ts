import { deviceName } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import { paceText } from '../results/pace-text.js';
import { printable } from './printable.js';
import { textTable, widthOf } from './table.js';
import { wrap } from './wrap.js';

interface ShownColumn {
  readonly title: string;
  readonly text: (row: CaseRow) => string;
  /** The order in which columns go where a terminal is too narrow for all; those without one stay. */
  readonly goes?: number;
  /** Why a case that is ok has no such figure. */
  readonly why?: (row: CaseRow) => string;
}

const fixed = (value: number | undefined, digits: number, unit = 1): string =>
  value === undefined ? '' : (value / unit).toFixed(digits);

const sizeText = ({ image_width, image_height, pace_hz }: CaseRow): string =>
  `${String(image_width)}x${String(image_height)}${paceText({ pace_hz })}`;

const whyNoPackage = (): string => 'the package does not say it';
const whyNoPsnr = ({ testset }: CaseRow): string =>
  testset === undefined
    ? 'the sweep names no test set; give it quality: testset'
    : 'its outputs are not judged; rezbench tables judges them';
const whyNoFidelity = (row: CaseRow): string => {
  if (row.testset === undefined) return whyNoPsnr(row);
  return row.reference_variant === undefined
    ? 'the variant has no reference; name one in variants.yaml'
    : whyNoPsnr(row);
};

const columns: readonly ShownColumn[] = [
  { title: 'variant', text: ({ variant }) => variant },
  { title: 'units', text: ({ compute_units }) => compute_units },
  { title: 'size', text: sizeText },
  { title: 'status', text: ({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`) },
  { title: 'params', text: ({ params }) => fixed(params, 0), goes: 1, why: whyNoPackage },
  { title: 'kB', text: ({ package_bytes }) => fixed(package_bytes, 0, 1e3), goes: 5, why: whyNoPackage },
  { title: 'weights', text: ({ weight_dtype }) => weight_dtype ?? '', goes: 2, why: whyNoPackage },
  {
    title: 'median ms',
    text: ({ latency_median_ms }) => fixed(latency_median_ms, 2),
    why: () => 'no launch timed it; resume the run',
  },
  {
    title: 'memory MB',
    text: ({ memory_predict_peak_bytes }) => fixed(memory_predict_peak_bytes, 0, 1e6),
    goes: 4,
    why: () => 'no launch of the case found its model prepared',
  },
  { title: 'PSNR-Y dB', text: ({ psnr_y_db }) => fixed(psnr_y_db, 2), why: whyNoPsnr },
  { title: 'fidelity dB', text: ({ fidelity_db }) => fixed(fidelity_db, 2), goes: 3, why: whyNoFidelity },
];

const phoneColumn: ShownColumn = { title: 'phone', text: deviceName };
/** Where lines are short, a reason stands below the table. */
const briefStatus: ShownColumn = { title: 'status', text: ({ status }) => status };

/**
 * A run's cases in brief, for a person. The phones have a column when there are several. Without a width every row is one line
 * with all columns; with one the table leaves out what there is no room for, and says below why a cell is empty.
 */
export function summaryTable(rows: readonly CaseRow[], width?: number): string {
  const phones = new Set(rows.map(({ device_udid }) => device_udid));
  const all = phones.size > 1 ? [phoneColumn, ...columns] : columns;
  if (width === undefined) return table(all, rows);
  const shown = thatFit(
    all.map((column) => (column.title === 'status' ? briefStatus : column)),
    rows,
    width,
  );
  const gone = all.map(({ title }) => title).filter((title) => !shown.some((column) => column.title === title));
  const notes = [
    ...reasons(shown, rows),
    ...(gone.length > 0 ? [`Left out for want of room: ${gone.join(', ')}. results.csv has them.`] : []),
  ].flatMap((note) => wrap(note, width));
  return [table(shown, rows, width), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

const head = (shown: readonly ShownColumn[]): string[] => shown.map(({ title }) => title);
const cells = (shown: readonly ShownColumn[], rows: readonly CaseRow[]): string[][] =>
  rows.map((row) => shown.map(({ text, why }) => text(row) || (why === undefined ? '' : '-')).map(printable));

const table = (shown: readonly ShownColumn[], rows: readonly CaseRow[], width?: number): string =>
  textTable(
    head(shown),
    width === undefined ? rows.map((row) => shown.map(({ text }) => text(row))) : cells(shown, rows),
    { width },
  );

/** Without the columns that go first, as many as it takes. */
function thatFit(shown: readonly ShownColumn[], rows: readonly CaseRow[], width: number): readonly ShownColumn[] {
  if (widthOf(head(shown), cells(shown, rows)) <= width) return shown;
  const first = Math.min(...shown.map(({ goes = Infinity }) => goes));
  return first === Infinity
    ? shown
    : thatFit(
        shown.filter(({ goes }) => goes !== first),
        rows,
        width,
      );
}

/** Why cells are empty: of a case that is not ok its own reason, else the column's, each once. */
function reasons(shown: readonly ShownColumn[], rows: readonly CaseRow[]): string[] {
  const own = rows.flatMap((row) => {
    const { variant, compute_units: units, status, reason } = row;
    const about = `${variant} ${units} ${sizeText(row)}`;
    return reason === undefined ? [] : [printable(`${about} is ${status}: ${reason}`)];
  });
  const ofColumns = shown.flatMap(({ title, text, why }) => {
    const found = rows.filter((row) => row.reason === undefined && text(row) === '').flatMap((row) => why?.(row) ?? []);
    return [...new Set(found)].map((reason) => `${title} is empty: ${reason}.`);
  });
  return [...own, ...ofColumns];
}
