import { quality } from '../../results/tables/case/quality.js';
import { sustained } from '../../results/tables/case/sustained.js';
import type { CaseRow } from '../../results/tables/results.js';
import type { Interval, Metric } from '../draw/metric.js';

type Name = Extract<keyof CaseRow, string>;
type CostOf = Metric & { readonly name: Name };

interface Shown {
  readonly unit: string;
  readonly times?: number;
  readonly digits: number;
  readonly better?: Metric['better'];
  readonly interval?: Interval;
}

const cost = (name: Name, what: string, { unit, times = 1, digits, better = 'less', interval }: Shown): CostOf => ({
  ...{ name, title: `${what}, ${unit}`, unit, times, digits, better },
  isOfFrames: sustained.some((column) => column.name === name),
  ...(interval && { interval }),
});

const [ms, thousands] = [
  { unit: 'ms', digits: 2 },
  { unit: 'thousands', times: 1e-3, digits: 1 },
];
const percent = { unit: '%', times: 100, digits: 1 };

/** What a variant costs. More zeros are not dearer, and so better here. */
export const costMetrics: readonly CostOf[] = [
  cost('latency_median_ms', 'median latency', {
    ...ms,
    interval: { low: 'latency_ci_low_ms', high: 'latency_ci_high_ms' },
  }),
  cost('package_bytes', 'package size', { unit: 'MB', times: 1e-6, digits: 3 }),
  cost('params', 'parameters', thousands),
  cost('nonzero_params', 'parameters that are not 0', thousands),
  cost('macs_per_pixel', 'multiply-accumulates per output pixel', thousands),
  cost('memory_predict_peak_bytes', 'peak memory', { unit: 'MB', times: 1e-6, digits: 1 }),
  cost('energy_per_image_mj', 'energy per image', {
    unit: 'mJ',
    digits: 1,
    interval: { low: 'energy_low_mj', high: 'energy_high_mj' },
  }),
  cost('power_above_idle_w', 'power above that of an idle phone', { unit: 'W', digits: 2 }),
  cost('idle_power_w', 'power of the idle phone', { unit: 'W', digits: 2 }),
  cost('battery_temperature_c', 'temperature of the battery before', { unit: '°C', digits: 1 }),
  cost('battery_temperature_after_c', 'temperature of the battery after', { unit: '°C', digits: 1 }),
  cost('zero_share', 'sparsity: zeros among the parameters', { ...percent, better: 'more' }),
  cost('removed_share', 'parameters removed', { ...percent, better: 'more' }),
  cost('deadline_miss_share', 'frames that were late', percent),
  cost('first_minute_ms', 'frame of the first minute', ms),
  cost('last_minute_ms', 'frame of the last minute', ms),
  cost('speed_retained', 'speed retained over minutes', { ...percent, better: 'more' }),
];

/** Said by a column's meaning, or known of a metric that measures a distance. */
const lessIsBetter = /\b(?:lower|less|smaller) is better\b/i;
const distances = /^(?:flip|lpips|dists|niqe|brisque)\b|^(?:flip|lpips|dists|niqe|brisque)_/;

/** How good the pictures are, by whatever figures the table has of that but differences to others of them. */
export const qualityMetrics: readonly Metric[] = quality.flatMap((column) =>
  column.type === 'number' && !column.name.includes('delta')
    ? [
        {
          name: column.name,
          ...titleOf(column.name),
          times: 1,
          digits: column.name.endsWith('_db') ? 2 : 4,
          better:
            lessIsBetter.test(column.means) || distances.test(column.name) ? ('less' as const) : ('more' as const),
          isOfFrames: false,
        },
      ]
    : [],
);

/** `psnr_y_db` is PSNR-Y, dB; a word that is no abbreviation stays one. */
function titleOf(name: string): Pick<Metric, 'title' | 'unit'> {
  const words = name.split('_').filter((word) => word !== 'db');
  const title = words.map((word) => (word.length > 6 && !/\d/.test(word) ? word : word.toUpperCase())).join('-');
  return name.endsWith('_db') ? { title: `${title}, dB`, unit: 'dB' } : { title, unit: '' };
}
