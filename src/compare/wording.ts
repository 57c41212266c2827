import { paceText } from '../results/pace-text.js';
import { sizeOf } from './finding.js';
import type { CaseFacts, Finding } from './finding.js';

/* What is said alike in the terminal and in verdict.md. Figures are written as compare.csv has them. */

/** Such as `all, 64x64, paced`. */
export const settingOf = ({ compute_units, ...facts }: CaseFacts): string =>
  `${compute_units}, ${sizeOf(facts)}${paceText(facts)}`;

/** Such as `iPhone15,2, iOS 17.5`; empty where nothing is known. */
export const phoneOf = ({ device_model, os_version }: CaseFacts): string =>
  [device_model, os_version === undefined ? undefined : `iOS ${os_version}`]
    .filter((part) => part !== undefined)
    .join(', ');

/** Such as `8.3003 ms`; empty where there is none. */
export const valueOf = (value: number | undefined, unit: Finding['unit']): string =>
  value === undefined ? '' : `${String(value)} ${unit ?? ''}`.trim();

/** The effect in words, such as `5.1 % slower`; undefined where none is known. */
export function effectOf({
  metric,
  change_percent: change,
  drop_db: drop,
}: Pick<Finding, 'metric' | 'change_percent' | 'drop_db'>): string | undefined {
  if (drop !== undefined)
    return drop === 0 ? undefined : `${String(Math.abs(drop))} dB ${drop > 0 ? 'worse' : 'better'}`;
  if (change === undefined) return undefined;
  const [more, less] = metric === 'memory' ? ['more', 'less'] : ['slower', 'faster'];
  return `${String(Math.abs(change))} % ${change >= 0 ? more : less}`;
}

/** The interval of the effect, such as `95 % interval 4.2 to 6 %`; undefined where there is none. */
export function intervalOf({
  low_percent: low,
  high_percent: high,
  confidence,
}: Pick<Finding, 'low_percent' | 'high_percent' | 'confidence'>): string | undefined {
  if (low === undefined || high === undefined || confidence === undefined) return undefined;
  return `${String(Math.round(confidence * 100))} % interval ${String(low)} to ${String(high)} %`;
}

/** Such as `p 0.0312`; what is nothing in a table's six decimals is said to be that. */
export const sureText = (p: number): string => `p ${String(p)}${p === 0 ? ' to six decimals' : ''}`;
