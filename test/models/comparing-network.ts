import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OnnxGraph } from '../../src/runtime/graph.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** What is odd about a network that compares two images; without any it is an ordinary one. */
export interface Oddity {
  readonly inputs?: number;
  readonly channels?: number;
  readonly side?: number;
  /** Its output has a number for each pixel. */
  readonly map?: boolean;
  readonly factor?: number;
  /** It runs on images of this width alone, which its inputs do not say. */
  readonly onlyWidth?: number;
  /** Its output has a number for each square of this side, so one for an image of that size. */
  readonly square?: number;
}

/** Writes an ONNX file whose output is the mean absolute difference of two images, times a factor. */
export function comparingNetwork(oddity: Oddity = {}): string {
  const { inputs = 2, channels = 3, side, map = false, factor = 1, onlyWidth, square } = oddity;
  const graph = new OnnxGraph();
  const ports = ['image', 'truth', 'other'].slice(0, inputs).map((name) => {
    return { name, type: 'float', shape: [1, channels, side, side] } as const;
  });
  const signed = graph.emit('Sub', ['image', inputs > 1 ? 'truth' : 'image']);
  const nothing = Array.from({ length: onlyWidth ?? 1 }, () => 0);
  const difference = graph.emit('Abs', [graph.emit('Add', [signed, graph.floats(nothing, [nothing.length])])]);
  const mean = map ? difference : meanOf(graph, difference, square);
  const value = graph.emit('Mul', [mean, graph.floats([factor], [])]);
  const shape = map ? [1, channels, side, side] : square === undefined ? [] : [1, 1, undefined, undefined];
  const file = join(temporaryFolder().path, 'network.onnx');
  writeFileSync(file, graph.encode(ports, [{ name: 'distance', type: 'float', shape, value }]));
  return file;
}

function meanOf(graph: OnnxGraph, difference: string, square: number | undefined): string {
  if (square === undefined) return graph.emit('ReduceMean', [difference], { keepdims: 0 });
  const sides = [square, square];
  const grey = graph.emit('ReduceMean', [difference, graph.int64s([1])], { keepdims: 1 });
  return graph.emit('AveragePool', [grey], { kernel_shape: sides, strides: sides });
}
