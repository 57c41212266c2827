import { z } from 'zod';
import { fileBounds, mostOf, numberWithin, textWithin } from '../bounds/bounds.js';
import { metricSchema } from './rule-schema.js';

const text = (example: string) =>
  textWithin(mostOf.text.most)
    .min(1, { error: `is empty; write ${example}` })
    .refine((given) => !given.includes('*'), { error: 'names one thing exactly; write it without *' });

/** The last day on which a waiver holds, in UTC. */
const daySchema = z.iso.date({
  error: 'is no day of the calendar; write the last one on which it holds, such as 2027-01-31',
});

const freeText = (example: string) =>
  z
    .string({ error: `is missing; write ${example}` })
    .trim()
    .min(1, { error: `is empty; write ${example}` })
    .max(mostOf.text.most, { error: 'is too long; shorten it' });

/** One case may miss one budget, by so much, until a day, and somebody answers for it. */
export const waiverSchema = z
  .strictObject({
    /** `case_id` of results.csv. */
    case: text('a case_id of results.csv'),
    /** Name in the lab file, name of the phone, its model or its udid; without it on every phone. */
    device: text('a name of one phone').optional(),
    metric: metricSchema,
    /** In the metric's unit: what the figure may be instead of the rule's max, or of what max_regression allows. */
    ceiling: numberWithin(fileBounds.limit).optional(),
    /** The same instead of min, and for metrics of which less is worse. */
    floor: numberWithin(fileBounds.limit).optional(),
    expires: daySchema,
    issue: freeText('where it is dealt with'),
    owner: freeText('who answers for it'),
  })
  .superRefine(({ ceiling, floor }, context) => {
    if ((ceiling === undefined) !== (floor === undefined)) return;
    context.addIssue({ code: 'custom', path: ['ceiling'], message: 'give either ceiling or floor' });
  });

export type Waiver = z.infer<typeof waiverSchema>;

/** What to do about a waiver that held until yesterday or before; undefined for one that holds. */
export const whyExpired = ({ expires, owner, issue }: Waiver, today: string): string | undefined =>
  expires < today
    ? `the waiver expired on ${expires}; ask ${owner} (${issue}) to mend it or to prolong it, or remove it`
    : undefined;
