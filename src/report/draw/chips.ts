import type { Chart } from './drawing.js';
import { settingWords } from './drawing.js';
import { seriesColours } from './palette.js';
import { distinct, isDrawn, sizeOf } from './report-data.js';
import type { ReportData, Selection } from './report-data.js';
import { tradeOff } from './trade-points.js';

/** Most lines that can be told apart. */
const mostLines = 6;

/** The number in `A16 Bionic`. */
const generationOf = (chip: string): number => Number(/\d+/.exec(chip)?.[0] ?? 0);

/** The variants on the front of the selected phone, for lines that matter: at most six. */
function shownVariants(data: ReportData, selection: Selection): string[] {
  const front = tradeOff(data, { ...selection, x: 'latency_median_ms' })?.front.map(({ variant }) => variant) ?? [];
  const all = front.length > 0 ? front : distinct(data.cases.filter(isDrawn).map(({ variant }) => variant));
  return distinct(all).slice(0, mostLines);
}

/** Latency from one generation of iPhones to the next. */
export const chipsChart: Chart = {
  id: 'chips',
  draw(data, selection) {
    const chips = distinct(data.phones.flatMap(({ chip }) => (chip === undefined ? [] : [chip])));
    if (chips.length < 2) return undefined;
    const ordered = chips.sort((a, b) => generationOf(a) - generationOf(b) || (a < b ? -1 : 1));
    const variants = shownVariants(data, selection);
    const points = data.cases.flatMap((row) => {
      const { latency_median_ms: value } = row.figures;
      const phone = data.phones[row.phone];
      const isHere = isDrawn(row) && row.compute_units === selection.units && sizeOf(row) === selection.size;
      if (value === undefined || phone?.chip === undefined || !isHere || !variants.includes(row.variant)) return [];
      const words = `${row.variant} on ${phone.chip} (${phone.name}): ${value.toFixed(2)} ms; results.csv line ${String(row.line)}`;
      return [{ chip: phone.chip, value, series: row.variant, words, phone: phone.name }];
    });
    if (points.length === 0) return undefined;
    const title = 'Latency by iPhone generation';
    const subtitle = `${settingWords(selection)} · the variants on the front of the selected phone, a mark for each phone`;
    return {
      label: `${title}, ${settingWords(selection)}: ${variants.join(', ')} on ${ordered.join(', ')}`,
      data: { points },
      signals: {
        title,
        subtitle,
        chips: ordered,
        series: variants,
        colours: variants.map((_, index) => seriesColours[index] ?? seriesColours[0]),
      },
      table: [
        ['chip', 'phone', 'variant', 'median, ms'],
        ...points.map(({ chip, phone, series, value }) => [chip, phone, series, value.toFixed(2)]),
      ],
    };
  },
};
