import type { Operation, Program, TypedName } from '../../mil/program.js';
import type { Tensor } from '../predictor.js';
import { halfOperations } from './lower-half.js';
import { exactName } from './round-each.js';

/** The largest number of half precision, and the smallest of full precision (IEEE 754). */
const [largestHalf, smallestNormalHalf] = [65_504, 2 ** -14];

/**
 * A value of a program that half precision cannot hold. `overflow`: its largest magnitude is beyond 65,504 and becomes
 * infinite. `flush`: all of it lies below the normal numbers, where half precision keeps few digits and then none, and
 * some hardware none at all. Small elements beside large ones are no loss: the large ones are rounded by more.
 */
export interface HalfLoss {
  readonly kind: 'overflow' | 'flush' | 'not finite';
  readonly value: string;
  readonly operation: string;
  /** The largest magnitude; infinite or NaN only where a value is not finite in float32 either. */
  readonly largest: number;
}

export interface Watched {
  /** The program, which also gives how large every half-precision value becomes. */
  readonly program: Program;
  /** The losses among what a prediction of that program gave, in the order in which it computes the values. */
  readonly lossesIn: (predicted: Readonly<Record<string, Tensor>>) => HalfLoss[];
}

const measures = [halfOperations.highest, halfOperations.lowest, halfOperations.energy] as const;

export function watch(program: Program): Watched {
  const seen = program.operations.flatMap((operation) =>
    halfValues(operation).map(({ name }) => ({ value: name, operation: operation.type })),
  );
  return {
    program: {
      ...program,
      operations: program.operations.flatMap((operation) => [
        operation,
        ...halfValues(operation).flatMap(({ name }) => measures.map((measure) => measuring(measure, name))),
      ]),
      outputs: [
        ...program.outputs,
        ...seen.flatMap(({ value }) => measures.map((measure) => measured(measure, value))),
      ],
    },
    lossesIn(predicted) {
      return seen.flatMap(({ value, operation }): HalfLoss[] => {
        const [highest = 0, lowest = 0, energy = 0] = measures.map(
          (measure) => predicted[measured(measure, value)]?.data[0],
        );
        const largest = Number.isNaN(energy) ? NaN : Math.max(highest, -lowest);
        const kind = lossOf(largest);
        return kind ? [{ kind, value: exactName.of(value), operation, largest }] : [];
      });
    },
  };
}

type Measure = (typeof measures)[number];

const measured = (measure: Measure, value: string): string => `${value} ${measure}`;

const measuring = (measure: Measure, value: string): Operation => ({
  type: measure,
  inputs: { x: [{ name: value }] },
  outputs: [{ name: measured(measure, value), dtype: 'fp32', shape: [] }],
});

/** Half-precision values that a file's own operation computes. */
const halfValues = ({ type, outputs }: Operation): TypedName[] =>
  type === halfOperations.round ? [] : outputs.filter(({ dtype }) => dtype === 'fp16');

function lossOf(largest: number): HalfLoss['kind'] | undefined {
  if (!Number.isFinite(largest)) return 'not finite';
  if (largest > largestHalf) return 'overflow';
  return largest > 0 && largest < smallestNormalHalf ? 'flush' : undefined;
}

/** One sentence without a full stop. */
export function explainHalfLoss({ kind, value, operation, largest }: HalfLoss): string {
  switch (kind) {
    case 'overflow':
      return `${operation} ${value} reaches ${largest.toPrecision(3)}, beyond the 65,504 of half precision`;
    case 'flush':
      return `${operation} ${value} stays below ${largest.toPrecision(3)}, which half precision flushes towards 0`;
    case 'not finite':
      return `${operation} ${value} is not finite`;
  }
}
