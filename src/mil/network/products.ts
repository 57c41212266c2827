import { Unsupported } from '../unsupported.js';
import { flag, floats, ints } from './network.js';
import type { Blob, Network } from './network.js';
import { onlyInput, twoInputs } from './layer.js';
import type { Translate } from './layer.js';
import type { Constant } from '../constant.js';
import type { RawWeights } from '../../coreml/raw-network.js';
import type { OpenShape } from '../program.js';
import { broadcastShapes, fixedSide } from './shapes.js';
import { emitBinary, emitReduction, emitReshape, wholeNumbers } from './steps.js';
import { exchangeFirstAxes, weightsOf } from './weights.js';

interface InnerProduct {
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly hasBias: boolean;
  readonly weights: RawWeights | null;
  readonly bias: RawWeights | null;
}
interface BatchedMatmul {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly weightMatrixFirstDimension: number;
  readonly weightMatrixSecondDimension: number;
  readonly hasBias: boolean;
  readonly weights: RawWeights | null;
  readonly bias: RawWeights | null;
}

/** Matrix products, and tables whose rows are picked. An input that is to be quantized at run time stays a float. */
export const products: Readonly<Record<string, Translate>> = {
  // From four axes on, the product runs over channels, height and width; else over the last axis.
  innerProduct: (parameters: InnerProduct, inputs, network) => {
    const x = onlyInput(inputs);
    const { inputChannels, outputChannels } = parameters;
    const weight = weightsOf(parameters.weights, [outputChannels, inputChannels]);
    const bias = parameters.hasBias ? weightsOf(parameters.bias, [outputChannels]) : undefined;
    if (x.shape.length < 4) return linear(x, weight, bias, network);
    const lead = x.shape.slice(0, -3);
    const rows = emitReshape(x, [-1, inputChannels], network);
    const made = linear(rows, weight, bias, network);
    return emitReshape(made, [...lead.map((side) => side ?? -1), outputChannels, 1, 1], network);
  },

  batchedMatmul: (parameters: BatchedMatmul, inputs, network) => {
    if (inputs.length === 1) {
      const { weightMatrixFirstDimension: rows, weightMatrixSecondDimension: columns } = parameters;
      // Column-major [X1, X2] is row-major [X2, X1].
      const weight = weightsOf(parameters.weights, [columns, rows]);
      const bias = parameters.hasBias ? weightsOf(parameters.bias, [columns]) : undefined;
      return linear(onlyInput(inputs), weight, bias, network);
    }
    if (parameters.hasBias) throw new Unsupported('a bias beside two inputs');
    const { transposeA, transposeB } = parameters;
    const [x, y] = matrices(twoInputs(inputs), network);
    const [rows, columns] = [x.shape.at(transposeA ? -1 : -2), y.shape.at(transposeB ? -2 : -1)];
    const shape = [...broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2)), rows, columns];
    return network.emit('matmul', { x, y, transpose_x: flag(transposeA), transpose_y: flag(transposeB) }, shape);
  },

  // Indices [x1, 1, 1, 1] or [x1, x2, 1, 1, 1] give [..., C_out, 1, 1].
  embedding: (
    { inputDim, ...parameters }: Omit<InnerProduct, 'inputChannels'> & { inputDim: number },
    inputs,
    network,
  ) => {
    const x = onlyInput(inputs);
    if (x.shape.length < 4) throw new Unsupported(`an input of ${String(x.shape.length)} axes`);
    const shape = [...x.shape.slice(0, -3), parameters.outputChannels, 1, 1];
    return pickRows(x, { ...parameters, inputChannels: inputDim }, shape, network);
  },

  // Indices [..., 1] give [..., embeddingSize].
  embeddingND: (
    parameters: Omit<InnerProduct, 'inputChannels' | 'outputChannels'> & { vocabSize: number; embeddingSize: number },
    inputs,
    network,
  ) => {
    const x = onlyInput(inputs);
    const { vocabSize: inputChannels, embeddingSize: outputChannels, hasBias, weights, bias } = parameters;
    const shape = [...x.shape.slice(0, -1), outputChannels];
    return pickRows(x, { inputChannels, outputChannels, hasBias, weights, bias }, shape, network);
  },

  // Over the channels of blobs of one pixel.
  dot: ({ cosineSimilarity }: { cosineSimilarity: boolean }, inputs, network) => {
    const [x, y] = twoInputs(inputs);
    const axis = x.shape.length - 3;
    const product = emitReduction('sum', emitBinary('mul', x, y, network), [axis], network);
    if (!cosineSimilarity) return product;
    const [a, b] = [x, y].map((one) => emitReduction('l2_norm', one, [axis], network)) as [Blob, Blob];
    return emitBinary('real_div', product, emitBinary('mul', a, b, network), network);
  },
};

const linear = (x: Blob, weight: Constant, bias: Constant | undefined, network: Network): Blob =>
  network.emit('linear', { x, weight, bias }, [...x.shape.slice(0, -1), weight.shape[0]]);

/** A vector on the left is a row, on the right a column. */
function matrices([x, y]: [Blob, Blob], network: Network): [Blob, Blob] {
  const spread = (one: Blob, axis: 0 | 1): Blob => {
    if (one.shape.length > 1) return one;
    const shape = axis === 0 ? [1, one.shape[0]] : [one.shape[0], 1];
    return network.emit('expand_dims', { x: one, axes: ints([axis]) }, shape);
  };
  return [spread(x, 0), spread(y, 1)];
}

/** Picks the row of each index from a table that is stored [outputs, inputs]. */
function pickRows(x: Blob, parameters: InnerProduct, shape: OpenShape, network: Network): Blob {
  const { inputChannels, outputChannels } = parameters;
  if (fixedSide(x, -1) !== 1) throw new Unsupported('indices that do not end in an axis of 1');
  const table = exchangeFirstAxes(weightsOf(parameters.weights, [outputChannels, inputChannels]));
  const flat = emitReshape(x, [-1], network);
  const rows = network.emit('gather', { x: table, indices: wholeNumbers(flat, network), axis: ints([0], []) }, [
    flat.shape[0],
    outputChannels,
  ]);
  const bias = parameters.hasBias ? weightsOf(parameters.bias, [outputChannels]) : floats([0]);
  const sum = parameters.hasBias ? emitBinary('add', rows, bias, network) : rows;
  return emitReshape(
    sum,
    shape.map((side) => side ?? -1),
    network,
  );
}
