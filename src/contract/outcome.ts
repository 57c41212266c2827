import { z } from 'zod';

/** A crash report of the phone: what ended the app, in one clause, and where the run keeps the file. */
const crashReport = z.strictObject({
  /** `memory`: iOS ended it, since memory ran out (jetsam). `watchdog`: it did not answer the system in time. */
  cause: z.enum(['memory', 'watchdog', 'bug']),
  detail: z.string(),
  file: z.string(),
});
export type CrashReport = z.infer<typeof crashReport>;

/** How a launch ended that came to an end: each kind of failure with what is known of it. */
export const outcomeSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('ok') }),
  /** The app says that a step failed. */
  z.strictObject({ status: z.literal('error'), step: z.string(), reason: z.string() }),
  /** The phone or its driver declined a request of the host, and the session goes on. */
  z.strictObject({ status: z.literal('refused'), request: z.string(), reason: z.string() }),
  /** What the app wrote cannot be read. */
  z.strictObject({ status: z.literal('unreadable'), file: z.string(), reason: z.string() }),
  /** The process is gone and a step has no end. `report` is what the phone's crash report says of it, if there is one. */
  z.strictObject({ status: z.literal('crashed'), step: z.string(), report: crashReport.optional() }),
  /**
   * The app gave no sign of life for `afterMs`, or with `whole` it did, but the step or the launch took longer than that.
   * `step` is absent when it never said hello.
   */
  z.strictObject({
    status: z.literal('timed_out'),
    step: z.string().optional(),
    afterMs: z.number(),
    whole: z.literal(true).optional(),
  }),
  /** This system cannot run what was asked, now or later. */
  z.strictObject({ status: z.literal('unsupported'), reason: z.string() }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/**
 * What a launch was lost to. A lost launch says nothing about the variant, so it is not a result: the launch is still owed.
 * `detail` is the first line of the error that showed it.
 */
export const lossSchema = z.discriminatedUnion('cause', [
  z.strictObject({ cause: z.literal('session'), detail: z.string() }),
  z.strictObject({ cause: z.literal('web_driver_agent'), detail: z.string() }),
  z.strictObject({ cause: z.literal('appium'), detail: z.string() }),
  z.strictObject({ cause: z.literal('files'), detail: z.string() }),
  /** `refusal` where iOS refused to start the app, or to let this host in (`unpaired`). */
  z.strictObject({
    cause: z.literal('phone'),
    detail: z.string(),
    refusal: z.enum(['locked', 'untrusted', 'not_installed', 'unpaired']).optional(),
  }),
  /** The app did not come to its first step. */
  z.strictObject({ cause: z.literal('app'), detail: z.string() }),
  /** The session began through a tunnel that is no more. */
  z.strictObject({ cause: z.literal('tunnel'), detail: z.string() }),
  z.strictObject({ cause: z.literal('cable'), detail: z.string() }),
  z.strictObject({ cause: z.literal('host'), detail: z.string() }),
]);
export type Loss = z.infer<typeof lossSchema>;

/** How a case stands: as its launches ended, or why it has no result. */
export type CaseOutcome =
  | Outcome
  /** A launch of the case was lost as often as the run tries one. */
  | { readonly status: 'lost'; readonly launch: string; readonly attempts: number; readonly loss: Loss }
  /** Its launches ended well, and what they made of the test set shows nothing of it. */
  | { readonly status: 'no_picture'; readonly image: string; readonly reason: string }
  /** Its launches ended well, and outputs of the test set have no figures. */
  | { readonly status: 'not_judged'; readonly image: string; readonly lacking: number; readonly images: number }
  /** The run requires the units that it asks for, and witnesses agree that another computed. Clauses for a person. */
  | { readonly status: 'other_unit'; readonly requested: string; readonly observed: string; readonly because: string }
  /** Launches of the case, or of its variant with these compute units, are still owed. */
  | { readonly status: 'skipped'; readonly owed: number; readonly planned: number };

export function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}

const seconds = (ms: number): string => `${String(ms / 1000)} s`;

/** A step, or what comes after one, as in `after load`. */
const placeOf = (step: string): string => (step.startsWith('after ') ? step : `in ${step}`);

/** One sentence for a person; the row's `reason`. Empty when all went well. */
export function explain(outcome: CaseOutcome): string {
  switch (outcome.status) {
    case 'ok':
      return '';
    case 'error':
      return `${outcome.step}: ${outcome.reason}`;
    case 'refused':
      return `the phone refused to ${outcome.request}: ${outcome.reason}`;
    case 'unreadable':
      return `the app's ${outcome.file} cannot be read: ${outcome.reason}`;
    case 'crashed':
      return `the app died ${placeOf(outcome.step)}${outcome.report === undefined ? '' : `: ${outcome.report.detail}`}`;
    case 'timed_out':
      if (outcome.whole)
        return `not done after ${seconds(outcome.afterMs)}, in ${outcome.step ?? 'no step'}, though the app gave signs of life`;
      return outcome.step === undefined
        ? `the app said no hello within ${seconds(outcome.afterMs)} of its launch`
        : `no sign of life for ${seconds(outcome.afterMs)} in ${outcome.step}`;
    case 'unsupported':
      return outcome.reason;
    case 'lost':
      return `${outcome.launch} was lost ${String(outcome.attempts)} times, which is the most a run tries, the last time since ${explainLoss(outcome.loss)}; resume the run to try again`;
    case 'no_picture':
      return `${outcome.image}: ${outcome.reason}`;
    case 'not_judged':
      return `${String(outcome.lacking)} of ${String(outcome.images)} images ${outcome.lacking === 1 ? 'has' : 'have'} no figures, the first is ${outcome.image}; npx rezbench tables judges what is there`;
    case 'other_unit':
      return `${outcome.requested} was asked for, and ${outcome.observed} computed: ${outcome.because}`;
    case 'skipped':
      return outcome.owed === outcome.planned
        ? 'the run ended before this case; resume it'
        : `${String(outcome.owed)} of its ${String(outcome.planned)} launches ${outcome.owed === 1 ? 'is' : 'are'} missing; resume the run`;
    default:
      return assertNever(outcome);
  }
}

/** Why a launch was lost, as a clause. */
export function explainLoss({ cause, detail }: Loss): string {
  switch (cause) {
    case 'session':
      return `the session with the phone ended (${detail})`;
    case 'web_driver_agent':
      return `WebDriverAgent did not answer (${detail})`;
    case 'appium':
      return `Appium did not answer (${detail})`;
    case 'files':
      return `the way of files to the phone failed (${detail})`;
    case 'phone':
      return `the phone could not be used (${detail})`;
    case 'app':
      return `the app did not begin its work (${detail})`;
    case 'cable':
      return `the phone was not attached (${detail})`;
    case 'tunnel':
      return `the session lost its way to the phone (${detail})`;
    case 'host':
      return `this host could not go on (${detail})`;
    default:
      return assertNever(cause);
  }
}
