import { z } from 'zod';

/** How a launch, and so its cases, ended. */
export const outcomeSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('ok') }),
  /** A step answered with an error, or the host could not do its part. */
  z.strictObject({ status: z.literal('error'), reason: z.string() }),
  /** The process is gone and a step has no end. */
  z.strictObject({ status: z.literal('crashed'), step: z.string() }),
  /** No sign of life for `afterMs`. `step` is absent when the app never said hello. */
  z.strictObject({ status: z.literal('timed_out'), step: z.string().optional(), afterMs: z.number() }),
  z.strictObject({ status: z.literal('unsupported'), reason: z.string() }),
  z.strictObject({ status: z.literal('skipped'), reason: z.string() }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

export function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}

/** One sentence for a person; the row's `reason`. Empty when all went well. */
export function explain(outcome: Outcome): string {
  switch (outcome.status) {
    case 'ok':
      return '';
    case 'crashed':
      return `the app died in ${outcome.step}`;
    case 'timed_out':
      return outcome.step === undefined
        ? `the app said no hello within ${String(outcome.afterMs / 1000)} s of its launch`
        : `no sign of life for ${String(outcome.afterMs / 1000)} s in ${outcome.step}`;
    case 'error':
    case 'unsupported':
    case 'skipped':
      return outcome.reason;
    default:
      return assertNever(outcome);
  }
}
