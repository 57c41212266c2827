import { mayLoseDb } from './draw/pick.js';
import { charts } from './draw/charts.js';
import { choicesOf, isEverDrawn } from './draw/selection.js';
import { sustainedTable, unitsTable } from './draw/page-tables.js';
import type { PageTable } from './draw/page-tables.js';
import { nothingHere } from './draw/page-parts.js';
import { knowsUnits } from './draw/unit-rows.js';
import type { Metric } from './draw/metric.js';
import { isSustained } from './draw/report-data.js';
import type { ReportData, Selection } from './draw/report-data.js';
import { emptyFigureHtml, figureHtml, tableHtml } from './figure-html.js';
import { html } from './html.js';
import type { Html } from './html.js';
import type { PageParts, Section } from './page.js';

type Parts = Pick<PageParts, 'data' | 'selection' | 'drawn'>;

/** The parts that are charts, in the order of readers' questions; one without a figure is left out. */
export function chartSections({ data, selection, drawn }: Parts): Section[] {
  const figure = (id: string, caption: string | Html): Html[] => {
    const own = drawn.find((each) => each.id === id);
    if (own !== undefined) return [figureHtml(own, caption)];
    const chart = charts.find((each) => each.id === id);
    return chart && isEverDrawn(chart, data, selection) ? [emptyFigureHtml(id, caption)] : [];
  };
  const section = (id: string, title: string, ...body: readonly Html[]): Section[] =>
    body.length > 0 ? [{ id, title, body }] : [];
  const tableOf = (table: PageTable): Html => pageTableHtml(table, data, selection);
  const hasQuality = data.qualities.length > 0;
  const trade = figure('trade-off', tradeCaption(data));
  const trend = figure('trend', trendCaption(data));
  return [
    ...section(
      'trade-offs',
      'What quality costs',
      ...(data.cases.length > 0 && drawn.length > 0 ? [controls(data, selection)] : []),
      ...(trade.length > 0 ? [axes(data, selection), ...trade] : hasQuality || drawn.length === 0 ? [] : [noQuality]),
    ),
    ...section(
      'generations',
      'From iPhone to iPhone',
      ...figure('chips', 'Lines join the medians of the phones with a chip. The latency axis is logarithmic.'),
    ),
    ...section(
      'units',
      'Where it computes',
      ...figure('units', unitCaption(data)),
      ...(knowsUnits(data) ? [tableOf(unitsTable)] : []),
    ),
    ...section(
      'loads',
      'How long a load takes',
      ...figure(
        'loads',
        'After an installation the system has kept nothing of the model, after a purge as little as rezbench can arrange, and a prepared model it knows. The axis is logarithmic.',
      ),
    ),
    ...section(
      'memory',
      'Memory',
      ...figure('memory', 'The largest footprint of the app in a launch that found its model prepared.'),
    ),
    ...section(
      'spread',
      'How steady it is',
      ...figure(
        'spread',
        'Boxes hold the middle half of all predictions, lines nine of ten; the tick is the median, and each dot the median of a launch. Launches that lie apart say more than long boxes: what a user sees is one launch.',
      ),
    ),
    ...section(
      'temperature',
      'Whether the phone held back',
      ...figure(
        'thermal',
        'An anchor is the same work again and again: where it becomes slower, so has the phone. The band is what iOS said of its temperature.',
      ),
    ),
    ...section(
      'sustained',
      'Whether it keeps up with a video',
      ...(data.cases.some(isSustained)
        ? [
            ...figure(
              'sustained',
              'Each panel is a variant at a size of frames. Points are medians of the frames that began in a window, and the pale area reaches up to the time within which 95 % of them were ready. A frame is late where it was not ready when the next one was due (dashed): one that waited for a slow one may be late although it was fast. Points of another colour are windows in which more than one frame in a hundred was late. The band above is what iOS said of its temperature.',
            ),
            ...figure(
              'minutes',
              'What is left of the speed when the phone is warm. The axis is logarithmic, so that equal distances are equal losses.',
            ),
            tableOf(sustainedTable),
          ]
        : []),
    ),
    ...section(
      'changes',
      'What changed against the base',
      ...figure(
        'change-map',
        'Each cell is a case of compare.csv. Colour is the size of the change; the sign says whether it is sure.',
      ),
      ...figure('forest', 'The largest changes first by size. Bars are the intervals that the comparison gives.'),
    ),
    ...section('nights', 'From night to night', ...(trend.length > 0 || data.history.length === 0 ? trend : [noTrend])),
  ];
}

function trendCaption({ history }: ReportData): string {
  const earlier = Math.max(0, ...history.map((phone) => phone.earlier));
  return `Each panel is a case with an axis of its own, and each point the median latency of a run in the history; the large dark one is this page's. A band is an epoch, of one build of iOS and of the app: across its edges latencies do not compare. A dashed line is where the history found a step within an epoch, with its size.${
    earlier === 0
      ? ''
      : ` Up to ${String(earlier)} earlier nights of a phone are left out; npx rezbench history trend has them.`
  }`;
}

const unitCaption = (data: ReportData): string =>
  `Bars are 95 % intervals. The axis is logarithmic. A unit that was asked for need not be the one that computed${
    knowsUnits(data)
      ? ': the table below says what Core ML planned and what was observed'
      : ', and this run does not say which did'
  }.`;

const noQuality = html`<p>No case has a PSNR, so no trade-off is drawn; give the sweep a testset.</p>`;

const noTrend = html`<p>The history has no case of this page on two nights or more, so there is no trend yet.</p>`;

const tradeCaption = ({ shipped, published, costs }: ReportData): Html =>
  html`The dashed line is the Pareto front: no variant on it is beaten in both. Bars are intervals, those of latencies
    of 95 %. The ring is
    ${
      shipped.length > 0
        ? 'what rezbench ship recommends on these compute units'
        : `the fastest variant within ${String(mayLoseDb)} dB of the best PSNR`
    }.
    What lies more than 4 dB below the best stands pale on the lower
    edge.${
      published.length > 0 && costs.some(({ name }) => name === 'params' || name === 'macs_per_pixel')
        ? ' With parameters or multiply-accumulates as the cost and PSNR or SSIM as the quality, published networks stand beside the variants, with the paper that each figure is from.'
        : ''
    }
    <span class="screen"
      >Point at a mark, or reach it by Tab and arrow keys, for its figures and its line of results.csv.</span
    >`;

function pageTableHtml({ id, label, rows }: PageTable, data: ReportData, selection: Selection): Html {
  const shown = rows(data, selection);
  return html`<div class="scroll" id="${id}" role="region" tabindex="0" aria-label="${label}">
    ${shown.length > 0 ? tableHtml(shown) : html`<p class="about">${nothingHere}</p>`}
  </div>`;
}

const options = (values: readonly (readonly [string, string])[], chosen: string): Html[] =>
  values.map(([value, text]) =>
    value === chosen
      ? html`<option value="${value}" selected>${text}</option>`
      : html`<option value="${value}">${text}</option>`,
  );

const choice = (
  name: keyof Selection,
  label: string,
  values: readonly (readonly [string, string])[],
  chosen: string,
): Html =>
  html`<label
    >${label}<select data-choice="${name}" disabled>
      ${options(values, chosen)}
    </select></label
  >`;

/** What all charts show. */
function controls(data: ReportData, selection: Selection): Html {
  const { units, sizes } = choicesOf(data);
  const phones = data.phones.map(
    ({ name, about }, index) => [String(index), about === '' ? name : `${name}: ${about}`] as const,
  );
  const pairs = (values: readonly string[]): (readonly [string, string])[] => values.map((value) => [value, value]);
  return html`<div class="controls needs-script" role="group" aria-label="What the charts show">
    ${choice('phone', 'Phone', phones, String(selection.phone))}
    ${choice('units', 'Compute units', pairs(units), selection.units)}
    ${choice('size', 'Image size', pairs(sizes), selection.size)}
  </div>`;
}

/** The axes of the trade-off. */
function axes(data: ReportData, { x, y }: Selection): Html {
  const pairs = (metrics: readonly Metric[]): (readonly [string, string])[] =>
    metrics.map(({ name, title }) => [name, title]);
  return html`<div class="axes needs-script" role="group" aria-label="Axes of the chart">
    ${choice('y', 'Quality (upwards)', pairs(data.qualities), y)}
    ${choice('x', 'Cost (to the right)', pairs(data.costs), x)}
  </div>`;
}
