import { column, exact, f, matrix, vector } from './case.js';
import type { Case } from './case.js';

/** Weights of eight bits with a sign, each worth a half. */
const bytes = (...values: number[]) => ({
  int8RawValue: Buffer.from(Int8Array.from(values)),
  quantization: { numberOfBits: 8, linearQuantization: { scale: [0.5] } },
});

export const products: readonly Case[] = [
  {
    says: 'multiplies the channels of one pixel',
    layer: {
      innerProduct: {
        inputChannels: 2,
        outputChannels: 3,
        hasBias: true,
        weights: f(1, 2, 3, 4, 5, 6),
        bias: f(10, 20, 30),
      },
    },
    ...column(1, 2),
    gives: [15, 31, 47],
    to: [3, 1, 1],
  },
  {
    says: 'multiplies the last axis from iOS 13 on',
    layer: { innerProduct: { inputChannels: 2, outputChannels: 1, weights: f(1, 10) } },
    ...matrix(2, 1, 2, 3, 4),
    gives: [21, 43],
    to: [2, 1],
  },

  {
    says: 'multiplies all of a picture',
    layer: { innerProduct: { inputChannels: 4, outputChannels: 1, weights: f(1, 10, 100, 1000) } },
    x: [1, 2, 3, 4],
    shape: [2, 1, 2],
    gives: [4321],
    to: [1, 1, 1],
  },
  {
    says: 'has bytes with a sign for an input that a phone quantizes',
    layer: { innerProduct: { inputChannels: 2, outputChannels: 1, weights: bytes(-2, 3), int8DynamicQuantize: true } },
    ...matrix(1, 10, 20),
    gives: [20],
    to: [1, 1],
  },
  {
    says: 'multiplies matrices, the left one turned',
    layer: { batchedMatmul: { transposeA: true } },
    ...matrix(2, 1, 2, 3, 4),
    more: [{ shape: [2, 1], values: [1, 10] }],
    gives: [31, 42],
    to: [2, 1],
  },
  {
    says: 'multiplies a batch by one matrix, the right one turned',
    layer: { batchedMatmul: { transposeB: true } },
    ...exact([2, 1, 2], 1, 2, 3, 4),
    more: [{ shape: [1, 2], values: [1, 10] }],
    gives: [21, 43],
    to: [2, 1, 1],
  },
  {
    says: 'takes a vector on the left as a row',
    layer: { batchedMatmul: {} },
    ...vector(1, 2),
    more: [{ shape: [2, 2], values: [1, 10, 100, 1000] }],
    gives: [201, 2010],
    to: [1, 2],
  },
  {
    says: 'holds its right matrix by columns, and a bias',
    layer: {
      batchedMatmul: {
        weightMatrixFirstDimension: 2,
        weightMatrixSecondDimension: 3,
        weights: f(1, 2, 3, 4, 5, 6),
        hasBias: true,
        bias: f(0, 0, 100),
      },
    },
    ...matrix(1, 1, 10),
    gives: [21, 43, 165],
    to: [1, 3],
  },
  {
    says: 'has bytes with a sign for an input that a phone quantizes',
    layer: {
      batchedMatmul: {
        weightMatrixFirstDimension: 2,
        weightMatrixSecondDimension: 1,
        weights: bytes(-2, 3),
        int8DynamicQuantize: true,
      },
    },
    ...matrix(1, 10, 20),
    gives: [20],
    to: [1, 1],
  },
  {
    says: 'picks columns of its table and adds a bias',
    layer: {
      embedding: { inputDim: 3, outputChannels: 2, weights: f(1, 2, 3, 4, 5, 6), hasBias: true, bias: f(0, 10) },
    },
    ...exact([2, 1, 1, 1], 2, 0),
    gives: [3, 16, 1, 14],
    to: [2, 2, 1, 1],
  },
  {
    says: 'picks columns of its table and adds a bias',
    layer: {
      embeddingND: { vocabSize: 3, embeddingSize: 2, weights: f(1, 2, 3, 4, 5, 6), hasBias: true, bias: f(0, 10) },
    },
    ...matrix(2, 2, 0),
    gives: [3, 16, 1, 14],
    to: [2, 2],
  },
  {
    says: 'multiplies channels',
    layer: { dot: {} },
    ...column(1, 2),
    more: [{ shape: [2, 1, 1], values: [3, 4] }],
    gives: [11],
    to: [1, 1, 1],
  },
  {
    says: 'is the cosine of an angle',
    layer: { dot: { cosineSimilarity: true } },
    ...column(3, 4),
    more: [{ shape: [2, 1, 1], values: [6, 0] }],
    gives: [0.6],
    to: [1, 1, 1],
  },
];
