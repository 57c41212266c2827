import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What the judge writes about one test, or about one configuration that a test tried. */
const answer = z.object({
  outcome: z.string(),
  message: z.string().nullish(),
  ops: z.array(z.string()).default([]),
});
const record = answer.extend({ test: z.string(), subs: z.array(answer).optional() });

/** A person's verdict on failures that are not the product's: `test` and `message` are regular expressions. */
const exoneration = z.object({ test: z.string().default(''), message: z.string().default(''), verdict: z.string() });
export type Exoneration = z.infer<typeof exoneration>;

/** What became of tests that asked for a prediction. `problem` is a refusal that blames the model, `crash` no answer. */
const outcomes = ['passed', 'unsupported', 'wrong', 'problem', 'crash'] as const;
export type Outcome = (typeof outcomes)[number];
const isOutcome = (text: string): text is Outcome => outcomes.some((one) => one === text);

export interface Answer {
  readonly test: string;
  readonly outcome: Outcome;
  readonly message: string;
  /** Operations by their names in an ML program; layers of a neural network begin with `nn:`. */
  readonly operations: readonly string[];
}

/** Reads the answers of every file of tests under `out`; tests that failed outside a prediction are left out. */
export function answersUnder(out: string, exonerations: readonly Exoneration[]): Answer[] {
  return readdirSync(out, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => linesOf(join(out, name, 'results.jsonl')))
    .flatMap((line) => answersOf(line, exonerations));
}

export function answersOf(line: string, exonerations: readonly Exoneration[]): Answer[] {
  const { test, subs, ...whole } = record.parse(JSON.parse(line));
  return (subs ?? [whole]).flatMap(({ outcome, message, ops }) => {
    const text = message ?? '';
    if (!isOutcome(outcome)) return [];
    const failed = outcome !== 'passed' && outcome !== 'unsupported';
    if (failed && exonerations.some((one) => matches(one, test, text))) return [];
    return [{ test, outcome, message: text, operations: ops }];
  });
}

export const readExonerations = (file: string): Exoneration[] =>
  z.array(exoneration).parse(JSON.parse(readFileSync(file, 'utf8')));

const matches = ({ test, message }: Exoneration, name: string, text: string): boolean =>
  new RegExp(test).test(name) && new RegExp(message, 's').test(text);

function linesOf(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/**
 * What rezbench refuses by intention, because no image network has it or a host cannot compare it: recurrence, control
 * flow, states, random numbers, custom layers, resampling of volumes.
 */
const leftOut = [
  /^(lstm|gru|rnn|while_loop|cond|make_list|list_\w+|read_state|coreml_update_state|write_state|random_\w+|custom_\w+)$/,
  /^nn:(uniDirectionalLSTM|biDirectionalLSTM|gru|simpleRecurrent|branch|loop\w*|random\w+|categoricalDistribution|custom)$/,
  /^nn:(resize3d|upsample3d|convolution3d|pooling3d|globalPooling3d)$/,
];
const leftOutMessage = /states?$|\bunsupported: state\b|custom (layer|op)/;

const isLeftOut = ({ outcome, message, operations }: Answer): boolean =>
  outcome === 'unsupported' &&
  (leftOutMessage.test(message) || operations.some((name) => leftOut.some((one) => one.test(name))));

export interface Count {
  readonly passed: number;
  readonly asked: number;
}

export interface Verdict {
  readonly count: Count;
  readonly byOutcome: Readonly<Record<Outcome, number>>;
  /** Refused by intention. */
  readonly leftOut: number;
  /** Wrong numbers, unclear refusals and crashes: there must be none. */
  readonly failures: readonly Answer[];
  /** How many tests each reason of a refusal stopped, the most first. */
  readonly refusals: readonly (readonly [reason: string, tests: number])[];
  readonly byOperation: ReadonlyMap<string, Count>;
}

/** The smallest share of the tests that ask for a prediction that has to pass. */
export const leastPassed = 0.97;

export const isGood = ({ count, failures }: Verdict): boolean =>
  failures.length === 0 && count.asked > 0 && count.passed / count.asked >= leastPassed;

export function judge(answers: readonly Answer[]): Verdict {
  const asked = answers.filter((one) => !isLeftOut(one));
  const byOutcome = Object.fromEntries(
    outcomes.map((outcome) => [outcome, asked.filter((one) => one.outcome === outcome).length]),
  ) as Record<Outcome, number>;
  return {
    count: { passed: byOutcome.passed, asked: asked.length },
    byOutcome,
    leftOut: answers.length - asked.length,
    failures: asked.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'unsupported'),
    refusals: refusalsOf(asked),
    byOperation: operationsOf(asked),
  };
}

function refusalsOf(answers: readonly Answer[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { outcome, message } of answers) {
    if (outcome !== 'unsupported') continue;
    const reason = message.replace(/^.*(cannot run on the host|does not give tensors alone): /s, '');
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** A refusal counts against the operation that it names, and not against those beside it. */
function operationsOf(answers: readonly Answer[]): Map<string, Count> {
  const counts = new Map<string, { passed: number; asked: number }>();
  for (const { outcome, message, operations } of answers) {
    const [, named] = (outcome === 'unsupported' && /\b(?:op|layer) (\w+)/.exec(message)) || [];
    for (const name of operations) {
      if (named !== undefined && name.replace(/^nn:/, '') !== named) continue;
      const count = counts.get(name) ?? { passed: 0, asked: 0 };
      counts.set(name, { passed: count.passed + (outcome === 'passed' ? 1 : 0), asked: count.asked + 1 });
    }
  }
  return new Map([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}
