import { z } from 'zod';

/** A body as it was sent: JSON where it is, else its text; absent when there was none. */
const body = { json: z.unknown().optional(), text: z.string().optional() };

/** One request to WebDriverAgent and its answer: a line of a recording. */
export const exchangeSchema = z.strictObject({
  /** When the request came, milliseconds since the recording began. */
  atMs: z.number().nonnegative(),
  request: z.strictObject({ method: z.string(), path: z.string(), ...body }),
  /** Absent when WebDriverAgent did not answer. */
  answer: z
    .strictObject({
      status: z.int(),
      headers: z.record(z.string(), z.string()),
      ...body,
      /** From the request's last byte until the answer's. */
      tookMs: z.number().nonnegative(),
    })
    .optional(),
  /** Why there was no answer: what the connection failed with. */
  failure: z.string().optional(),
});
export type Exchange = z.infer<typeof exchangeSchema>;
