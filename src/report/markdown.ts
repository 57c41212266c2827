import type { ReportData, Selection } from './draw/report-data.js';
import { settingWords } from './draw/drawing.js';
import { shown } from './draw/metric.js';
import { casesAt } from './draw/pick.js';
import { tradeOff } from './draw/trade-points.js';
import { markdownTable, markdownText } from '../results/markdown-text.js';
import type { Headline } from './headline.js';
import { warningsOf } from './warnings.js';

/** Warnings of a comment: the page has them all. */
const mostWarnings = 5;

/** A report in a comment: the headline, what stands on each phone's front, and what to know. */
export function reportMarkdown(
  data: ReportData,
  selection: Selection,
  { verdict, more }: Headline,
  note?: string,
): string {
  const warnings = warningsOf(data);
  return [
    `### ${markdownText(verdict)}`,
    '',
    ...(note === undefined ? [] : [`**${markdownText(note)}.**`, '']),
    ...more.map((line) => `- ${markdownText(line)}`),
    ...data.phones.flatMap((_, phone) => frontOf(data, { ...selection, phone })),
    ...(warnings.length > 0 ? ['', '<details><summary>What to know of these figures</summary>', ''] : []),
    ...warnings
      .slice(0, mostWarnings)
      .map(
        ({ text, cases }) =>
          `- ${markdownText(text)} (${String(cases)} of ${String(data.cases.length)} cases${cases > 1 ? ', each with its own figures' : ''})`,
      ),
    ...(warnings.length > 0 ? ['', '</details>'] : []),
    '',
  ].join('\n');
}

/** The variants on a phone's front as a table; nothing where it has none. */
function frontOf(data: ReportData, selection: Selection): string[] {
  const drawn = tradeOff(data, selection);
  const phone = data.phones[selection.phone];
  if (drawn === undefined || phone === undefined) return [];
  const rows = casesAt(data, selection);
  const metrics = [...data.costs, ...data.qualities].filter(({ name }) =>
    ['latency_median_ms', 'package_bytes', 'memory_predict_peak_bytes', selection.y].includes(name),
  );
  return [
    '',
    `**${markdownText(phone.name)}**, ${markdownText(settingWords(selection))}: the variants that no other beats in both ${markdownText(drawn.x.title)} and ${markdownText(drawn.y.title)}`,
    '',
    markdownTable(
      ['variant', ...metrics.map(({ title }) => title), 'results.csv'],
      drawn.front.map(({ variant, isRecommended, line }) => {
        const row = rows.find((each) => each.line === line);
        const cells = metrics.map((metric) => {
          const value = row?.figures[metric.name];
          return value === undefined ? '' : shown(metric, value);
        });
        return [isRecommended ? `${variant} (recommended)` : variant, ...cells, `line ${String(line)}`];
      }),
    ),
  ];
}
