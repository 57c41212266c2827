import type { Classification, Operand, Operation } from './program.js';

/**
 * The operation that ends a classifier (coremltools, ops/defs/iOS15/classify.py), in numbers: it takes one probability for
 * each class, in any shape, and gives the place of the greatest and the list of all.
 */
export const classify = (x: Operand, { label, probabilities, classes }: Classification): Operation => ({
  type: 'classify',
  inputs: { probabilities: [x] },
  outputs: [
    { name: label, dtype: 'int32', shape: [] },
    { name: probabilities, dtype: 'fp32', shape: [classes.length] },
  ],
});
