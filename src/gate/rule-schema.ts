import { z } from 'zod';
import { fileBounds, mostOf, numberWithin, textWithin } from '../bounds/bounds.js';
import { intervalOf, isOfFrames, isOfNetwork, metrics, metricsWithInterval, worseningOf } from './metrics.js';
import { toleranceSchema, toleranceText } from './tolerance.js';

export const levels = ['nightly', 'release'] as const;
export type Level = (typeof levels)[number];

/** What a limit is compared with: an end of the 95 % interval, or the figure itself. */
const evidences = ['lower_bound', 'upper_bound', 'point'] as const;
export type Evidence = (typeof evidences)[number];

/** A rule limits the figure itself, its change from the baseline's, or both. */
export type LimitKind = 'figure' | 'regression';

const pattern = textWithin(mostOf.text.most).min(1).optional();

export const metricSchema = z.enum(metrics, {
  error: ({ input }) => `no metric ${JSON.stringify(input)}; name one of ${metrics.join(', ')}`,
});

/** Each may contain `*` for any characters; what is left out matches every phone. */
export const phoneMatchShape = {
  device: pattern,
  model: pattern,
  chip: pattern,
} as const;

export const ruleSchema = z
  .strictObject({
    match: z
      .strictObject({
        ...phoneMatchShape,
        variant: pattern,
        units: pattern,
        size: pattern,
        os_epoch: pattern,
        /** Paced cases alone; without it none of them. */
        paced: z.boolean().optional(),
        /** Sustained cases alone; without it none of them. */
        sustained: z.boolean().optional(),
      })
      .default({}),
    metric: metricSchema,
    max: numberWithin(fileBounds.limit).optional(),
    min: numberWithin(fileBounds.limit).optional(),
    /** How much worse than the baseline's. */
    max_regression: toleranceSchema.optional(),
    /** The rule applies at this level alone; without it at both. */
    level: z.enum(levels).optional(),
    evidence: z.enum(evidences).optional(),
    /** With fewer, the case is inconclusive. */
    min_launches: numberWithin(fileBounds.minLaunches).optional(),
  })
  .superRefine(({ match, metric, max, min, max_regression: change, evidence }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (max === undefined && min === undefined && change === undefined) {
      refuse('max', 'give max, min or both, or max_regression');
    }
    if (isOfFrames(metric) && match.sustained !== true) {
      refuse('match', `only sustained cases have ${metric}; write match: { sustained: true }`);
    }
    if (max !== undefined && min !== undefined && min > max) refuse('min', 'is above max; nothing could pass');
    if (change !== undefined) {
      const worsening = worseningOf(metric);
      if (isOfNetwork(metric)) {
        refuse(
          'max_regression',
          `results.csv does not say which network gave ${metric}, and figures of two networks do not compare; give max`,
        );
      } else if (worsening === undefined)
        refuse('max_regression', `neither more nor less of ${metric} is better; give max or min`);
      else if (worsening.unit !== change.unit) {
        const example = worsening.unit === '%' ? '3 %' : '0.1 dB';
        refuse(
          'max_regression',
          `is ${toleranceText(change)}, and a change of ${metric} is in ${worsening.unit}; write such as ${example}`,
        );
      }
    }
    if (evidence !== undefined && evidence !== 'point' && intervalOf(metric) === undefined) {
      refuse(
        'evidence',
        `${metric} has no interval, only ${metricsWithInterval.join(', ')} has; write evidence: point, or leave it out`,
      );
    }
  });

/** `number` counts from 1, as a person reads the file. */
export type Rule = z.infer<typeof ruleSchema> & { readonly number: number };

/** What a rule limits. */
export const kindsOf = ({ max, min, max_regression: change }: Rule): LimitKind[] => [
  ...(max !== undefined || min !== undefined ? (['figure'] as const) : []),
  ...(change !== undefined ? (['regression'] as const) : []),
];

export function describeMatch(match: Rule['match'] | FleetMatch): string {
  const parts = Object.entries(match).map(([name, wanted]) => `${name} ${String(wanted)}`);
  return parts.length === 0 ? 'every case' : parts.join(', ');
}

/** Which phones. */
export interface FleetMatch {
  readonly device?: string | undefined;
  readonly model?: string | undefined;
  readonly chip?: string | undefined;
}
