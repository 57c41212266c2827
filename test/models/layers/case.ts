/**
 * A layer of a neural network with values worked out by hand from what NeuralNetwork.proto says of it. Arrays are [C, H, W],
 * as before iOS 13, unless a case is exact.
 */
export interface Case {
  readonly says: string;
  readonly layer: object;
  readonly x: readonly number[];
  readonly shape: readonly number[];
  /** A second input, or a third and so on; a constant one is loaded by a layer of its own. */
  readonly more?: readonly Input[];
  readonly gives: readonly number[];
  /** The input's shape when left out. */
  readonly to?: readonly number[];
  readonly exact?: true;
  /** The outputs after the first. */
  readonly alsoGives?: readonly Input[];
}

interface Input {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly constant?: true;
}

export const f = (...values: number[]) => ({ floatValue: values });
export const row = (...values: number[]) => ({ x: values, shape: [1, 1, values.length] });
export const column = (...values: number[]) => ({ x: values, shape: [values.length, 1, 1] });
export const vector = (...values: number[]) => ({ x: values, shape: [values.length], exact: true as const });
export const matrix = (height: number, ...values: number[]) => ({
  x: values,
  shape: [height, values.length / height],
  exact: true as const,
});
export const square = { x: Array.from({ length: 16 }, (_, at) => at + 1), shape: [1, 4, 4] };
export const borders = (...edges: [number, number][]) => ({
  borderAmounts: edges.map(([startEdgeSize, endEdgeSize]) => ({ startEdgeSize, endEdgeSize })),
});

export const two = (...values: number[]) => [{ shape: [1, 1, values.length], values }];
export const exactly = (...values: number[]) => [{ shape: [values.length], values }];

/** A second input that is known before the network runs. */
export const known = (...values: number[]) => [{ shape: [values.length], values, constant: true as const }];

/** Arrays of any shape, in the axes they state. */
export const exact = (shape: readonly number[], ...values: number[]) => ({ x: values, shape, exact: true as const });

/** Arrays [sequence, batch, C, H, W], which networks before iOS 13 take too. */
export const legacy = (shape: readonly number[], ...values: number[]) => ({ x: values, shape });

export const counting = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at);
