import type { BenchmarkName, PublishedNetwork } from '../published/networks.js';
import type { Placed } from './place-labels.js';
import { inWords, nameOf } from './metric.js';
import type { Metric } from './metric.js';
import { distinct } from './report-data.js';
import type { ReportCase, ReportData, Selection } from './report-data.js';

/** A published network beside the variants. `x` and `y` are in the units of the axes. */
export interface PublishedPoint {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** The figures of the axes, as the table has them. */
  readonly cost: number;
  readonly gain: number;
  /** Where its figures are printed. */
  readonly source: string;
  /** One clause with everything that is known of it. */
  readonly words: string;
  readonly label: Placed | undefined;
}

/** Networks larger than so many times the largest variant would press the variants together, and are no small ones beside them. */
const mostTimesLarger = 2;

/** Papers print the multiply-accumulates of an enlarged picture of 1280×720. */
const pixelsOfMultiplyAdds = 1280 * 720;

/**
 * The published networks that compare with these cases: on the phone's benchmark, at their one scale, by parameters or
 * multiply-accumulates and PSNR or SSIM on Y. None on other axes; a latency is never published for a phone of the run.
 */
export function publishedPoints(
  { phones, published }: ReportData,
  { phone }: Selection,
  rows: readonly ReportCase[],
  { x, y }: { readonly x: Metric; readonly y: Metric },
): PublishedPoint[] {
  const benchmark = phones[phone]?.benchmark;
  const [scale, ...others] = distinct(rows.map((row) => row.scale));
  if (benchmark === undefined || scale === undefined || others.length > 0) return [];
  const largest = Math.max(...rows.flatMap(({ figures }) => figures[x.name] ?? []));
  return published.flatMap((network) => {
    const gain = gainOf(network, benchmark, y);
    const cost = costOf(network, x);
    const { name, multiplyAdds, source } = network;
    if (gain === undefined || cost === undefined || network.scale !== scale || cost > largest * mostTimesLarger)
      return [];
    const words = [
      `${name} (published): ${nameOf(x)} ${inWords(x, cost)}`,
      `${nameOf(y)} ${inWords(y, gain)} on ${benchmark} at ×${String(scale)}`,
      ...(multiplyAdds === undefined ? [] : [`${(multiplyAdds / 1e9).toFixed(1)} G multiply-adds for 1280×720 pixels`]),
      source,
    ].join('; ');
    return [{ name, x: cost * x.times, y: gain * y.times, cost, gain, source, words, label: undefined }];
  });
}

function costOf({ params, multiplyAdds }: PublishedNetwork, { name }: Metric): number | undefined {
  switch (name) {
    case 'params':
      return params;
    case 'macs_per_pixel':
      return multiplyAdds && multiplyAdds / pixelsOfMultiplyAdds;
    default:
      return undefined;
  }
}

function gainOf({ scores }: PublishedNetwork, benchmark: BenchmarkName, { name }: Metric): number | undefined {
  const score = scores[benchmark];
  return name === 'psnr_y_db' ? score?.psnrYDb : name === 'ssim_y' ? score?.ssimY : undefined;
}
