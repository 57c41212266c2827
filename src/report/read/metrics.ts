import { quality } from '../../results/tables/case/quality.js';
import type { CaseRow } from '../../results/tables/results.js';
import type { Metric } from '../draw/metric.js';

type Name = Extract<keyof CaseRow, string>;
type CostOf = Metric & { readonly name: Name };

const cost = (name: Name, title: string, times: number, digits: number, better: Metric['better'] = 'less'): CostOf => ({
  name,
  title,
  times,
  digits,
  better,
});

/** What a variant costs. More zeros are not dearer, and so better here. */
export const costMetrics: readonly CostOf[] = [
  cost('latency_median_ms', 'median latency, ms', 1, 2),
  cost('package_bytes', 'package size, MB', 1e-6, 3),
  cost('params', 'parameters, thousands', 1e-3, 1),
  cost('nonzero_params', 'parameters that are not 0, thousands', 1e-3, 1),
  cost('memory_predict_peak_bytes', 'peak memory, MB', 1e-6, 1),
  cost('energy_per_image_mj', 'energy per image, mJ', 1, 1),
  cost('zero_share', 'sparsity: zeros among the parameters, %', 100, 1, 'more'),
  cost('removed_share', 'parameters removed, %', 100, 1, 'more'),
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
          title: titleOf(column.name),
          times: 1,
          digits: column.name.endsWith('_db') ? 2 : 4,
          better:
            lessIsBetter.test(column.means) || distances.test(column.name) ? ('less' as const) : ('more' as const),
        },
      ]
    : [],
);

/** `psnr_y_db` is PSNR-Y, dB; a word that is no abbreviation stays one. */
function titleOf(name: string): string {
  const words = name.split('_').filter((word) => word !== 'db');
  const title = words.map((word) => (word.length > 6 && !/\d/.test(word) ? word : word.toUpperCase())).join('-');
  return name.endsWith('_db') ? `${title}, dB` : title;
}
