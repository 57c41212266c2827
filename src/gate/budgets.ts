import { z } from 'zod';
import { fileBounds, inFull, mostOf, numberWithin, textWithin } from '../bounds/bounds.js';
import { readYaml } from '../plan/yaml-file.js';
import { intervalOf, metrics, metricsWithInterval } from './metrics.js';

export const levels = ['nightly', 'release'] as const;
export type Level = (typeof levels)[number];

/** What a limit is compared with: an end of the 95 % interval, or the figure itself. */
export const evidences = ['lower_bound', 'upper_bound', 'point'] as const;
export type Evidence = (typeof evidences)[number];

const pattern = textWithin(mostOf.text.most).min(1).optional();

const ruleSchema = z
  .strictObject({
    match: z
      .strictObject({
        /** Each may contain `*` for any characters; what is left out matches every case. */
        variant: pattern,
        device: pattern,
        units: pattern,
        size: pattern,
        os_epoch: pattern,
        /** Paced cases alone; without it none of them. */
        paced: z.boolean().optional(),
      })
      .default({}),
    metric: z.enum(metrics, {
      error: ({ input }) => `no metric ${JSON.stringify(input)}; name one of ${metrics.join(', ')}`,
    }),
    max: numberWithin(fileBounds.limit).optional(),
    min: numberWithin(fileBounds.limit).optional(),
    /** The rule applies at this level alone; without it at both. */
    level: z.enum(levels).optional(),
    evidence: z.enum(evidences).optional(),
    /** With fewer, the case is inconclusive. */
    min_launches: numberWithin(fileBounds.minLaunches).optional(),
  })
  .superRefine(({ metric, max, min, evidence }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (max === undefined && min === undefined) refuse('max', 'give max, min or both');
    if (max !== undefined && min !== undefined && min > max) refuse('min', 'is above max; nothing could pass');
    if (evidence !== undefined && evidence !== 'point' && intervalOf(metric) === undefined) {
      refuse(
        'evidence',
        `${metric} has no interval, only ${metricsWithInterval.join(', ')} has; write evidence: point, or leave it out`,
      );
    }
  });

const budgetsSchema = z.strictObject({
  rules: z
    .array(ruleSchema)
    .min(1)
    .max(mostOf.rules.most, { error: `lists more than ${inFull(mostOf.rules.most)}; make several files` }),
});

/** `number` counts from 1, as a person reads the file. */
export type Rule = z.infer<typeof ruleSchema> & { readonly number: number };

/** Reads a budgets file. Throws a Problem that names file, line and field. */
export const readBudgets = (path: string): Rule[] =>
  readYaml(path, budgetsSchema).rules.map((rule, index) => ({ ...rule, number: index + 1 }));
