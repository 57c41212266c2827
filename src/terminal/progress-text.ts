import { duration } from './duration.js';
import { fit, lineWidth } from './fit.js';
import { printable } from './printable.js';
import type { PhoneProgress } from './run-progress.js';
import type { Paint } from './screen.js';
import { widest, wrap } from './wrap.js';

/** With more phones than this each has one line, not three. */
const phonesInFull = 3;
const longestBar = 20;
/** What a launch's name is never shortened below. */
const shortestName = 12;
/** A terminal narrower than this has no room for a bar. */
const narrowForBar = 60;

/** Where text is drawn again and again. */
interface Place {
  readonly width: number;
  /** How many lines there is room for. */
  readonly height: number;
  readonly nowMs: number;
  readonly paint: Paint;
}

/** The lines that stand on a terminal while a run goes on, none wider than it. */
export function liveLines(phones: readonly PhoneProgress[], place: Place): string[] {
  const inFull = phones.length <= phonesInFull && phones.length * 3 < place.height;
  const shown = inFull ? phones : phones.slice(0, Math.max(1, place.height - 2));
  const rest = phones.length - shown.length;
  return [
    ...shown.flatMap((phone) => (inFull ? fullLines(phone, place) : [briefLine(phone, place)])),
    ...(rest > 0 ? [fit(`and ${String(rest)} more phones`, place.width)] : []),
  ];
}

function fullLines(phone: PhoneProgress, place: Place): string[] {
  const { width, paint } = place;
  const tail = `${countText(phone)}  ${duration(phone.leftMs)} left`;
  const name = fit(printable(phone.name), Math.max(8, width - lineWidth(tail) - 2));
  const room = Math.min(longestBar, width - lineWidth(name) - lineWidth(tail) - 4);
  const bar = width >= narrowForBar && room >= 5 ? `${barText(phone, room)}  ` : '';
  const { last } = phone;
  return [
    // Styles take no room, so they are put on what already fits.
    fit(`${name}  ${bar}${tail}`, width).replace(name, (text) => paint('bold', text)),
    fit(`  now   ${runningText(phone, place.nowMs, width - 8)}`, width),
    paint(
      'dim',
      fit(last === undefined ? '' : `  last  ${parted(printable(last.launch), last.text, width - 8)}`, width),
    ),
  ];
}

const briefLine = (phone: PhoneProgress, { width, nowMs }: Place): string =>
  fit(
    `${fit(printable(phone.name), 20)}  ${countText(phone)}  ${duration(phone.leftMs)} left  ${runningText(phone, nowMs)}`,
    width,
  );

function barText({ done, total }: PhoneProgress, cells: number): string {
  const full = total === 0 ? cells : Math.round((done / total) * cells);
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)}`;
}

const countText = ({ done, total }: PhoneProgress): string =>
  `${String(done).padStart(String(total).length)}/${String(total)}`;

/** The launch that runs, how far it is where that is known, and for how long it has been at it. */
function runningText(phone: PhoneProgress, nowMs: number, width = Infinity): string {
  const { running } = phone;
  if (running === undefined) return standsStill(phone);
  const share = running.share === undefined ? '' : `${String(Math.floor(running.share * 100))} %, `;
  return parted(launchText(running), `${share}${duration(Math.max(0, nowMs - running.sinceMs))}`, width);
}

/** A launch and what there is to say of it, of which the name gives way. */
const parted = (launch: string, said: string, width: number): string =>
  `${fit(launch, Math.max(shortestName, width - lineWidth(said) - 2))}  ${said}`;

const standsStill = ({ done, total, last }: PhoneProgress): string => {
  if (done === total) return 'done';
  return last === undefined ? 'the session begins' : 'between two launches';
};

const launchText = ({ launch, purpose }: NonNullable<PhoneProgress['running']>): string =>
  printable([launch, purpose ?? []].flat().join(': '));

/** A warning as it stays on the screen, or in a log. */
export const warningText = ({ name }: PhoneProgress, warning: string, isOneOfSeveral: boolean): string =>
  `warning: ${isOneOfSeveral ? `${printable(name)}: ` : ''}${printable(warning)}`;

/** What came of the launch before has a line of its own where one would be too long for both. */
function withResult(line: string, result: string): string[] {
  const both = `${line}  ${result}`;
  if (lineWidth(both) <= widest) return [both];
  return [line, ...wrap(result, widest - indent.length).map((text) => `${indent}${text}`)];
}

const indent = '       ';

/**
 * What is worth a line where lines stay, such as in a log: each phone's first look, every other launch, a long one's every
 * fourth part, the end, and warnings.
 */
export class PlainLines {
  readonly #before = new Map<number, string>();

  next(phones: readonly PhoneProgress[]): string[] {
    const isOneOfSeveral = phones.length > 1;
    return phones.flatMap((phone, index) => [
      ...phone.warnings.map((warning) => warningText(phone, warning, isOneOfSeveral)),
      ...this.#line(phone, index).map((line) => (isOneOfSeveral ? `${printable(phone.name)}  ${line}` : line)),
    ]);
  }

  #line(phone: PhoneProgress, index: number): string[] {
    const { done, total, leftMs, running, last } = phone;
    const quarter = Math.floor((running?.share ?? 0) * 4);
    const shown = `${String(done)} ${running?.launch ?? ''} ${String(quarter)}`;
    const before = this.#before.get(index);
    if (shown === before) return [];
    if (before !== undefined && running === undefined && done < total) return [];
    this.#before.set(index, shown);
    const share = quarter > 0 && running?.share !== undefined ? `  ${String(Math.floor(running.share * 100))} %` : '';
    const what = running === undefined ? standsStill(phone) : launchText(running);
    const line = `${countText({ ...phone, done, total })}  ${duration(leftMs)} left  ${what}${share}`;
    return last === undefined || quarter > 0 ? [line] : withResult(line, `(before: ${last.text})`);
  }
}
