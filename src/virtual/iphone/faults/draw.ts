import { createHash } from 'node:crypto';
import type { StepName } from '../../../contract/job.js';
import { shuffled } from '../../../plan/order.js';
import { faultForms, tunnelFaults } from '../fault-forms.js';
import type { FaultKind } from '../fault-forms.js';

/** What faults are drawn for. */
export interface FaultRange {
  /** How many virtual iPhones there are. */
  readonly phones: number;
  /** How many launches each of them makes at least, of which each loads a model and measures it. */
  readonly launches: number;
  /** How many faults are drawn. */
  readonly count: number;
  /** Kinds that are not drawn; by default those that only phones with a tunnel can have. */
  readonly without?: readonly FaultKind[];
}

/** Steps that every launch has which measures. */
const steps: readonly StepName[] = ['load', 'measure'];
/** A fault with a time of its own lasts from 2 s to this. */
const longestS = 10;
const shortestS = 2;

/**
 * Draws faults as the command line writes them, by the seed alone. All kinds come equally often: each once, in an order that
 * is drawn, before any comes again. Phones, launches, steps and seconds are drawn evenly.
 */
export function drawFaults(seed: number, { phones, launches, count, without = tunnelFaults }: FaultRange): string[] {
  const kinds = Object.keys(faultForms).filter((kind): kind is FaultKind => !without.includes(kind as FaultKind));
  const drawn = Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / kinds.length);
    const inOrder = shuffled(
      kinds.map((id) => ({ id })),
      numberFrom(`${String(seed)} round ${String(round)}`, 2 ** 32),
    );
    const kind = inOrder[index % kinds.length]?.id;
    return kind === undefined
      ? undefined
      : textOf(kind, `${String(seed)} fault ${String(index)}`, { phones, launches });
  });
  return drawn.filter((text) => text !== undefined);
}

/** Fills in the form of a kind. */
function textOf(kind: FaultKind, key: string, { phones, launches }: Pick<FaultRange, 'phones' | 'launches'>): string {
  const draw = (what: string, below: number): number => numberFrom(`${key} ${what}`, below);
  const phone = 1 + draw('phone', phones);
  const step = steps[draw('step', steps.length)] ?? '';
  const form: string = faultForms[kind];
  const words = [
    form.includes('@STEP') && draw('at', 2) === 1 ? `${kind}@${step}` : kind,
    ...(form.includes(':STEP') ? [step] : []),
    ...(form.includes('[:N') ? [1 + draw('launch', launches)] : []),
    ...(form.includes('SECONDS') ? [shortestS + draw('seconds', longestS - shortestS + 1)] : []),
  ];
  return `${phone === 1 ? '' : `${String(phone)}/`}${words.join(':')}`;
}

/** A whole number from 0 to below `below`. */
const numberFrom = (key: string, below: number): number =>
  createHash('sha256').update(key).digest().readUInt32LE(0) % below;
