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
}

/** Writes an ONNX file whose output is the mean absolute difference of two images, times a factor. */
export function comparingNetwork({ inputs = 2, channels = 3, side, map = false, factor = 1 }: Oddity = {}): string {
  const graph = new OnnxGraph();
  const ports = ['image', 'truth', 'other'].slice(0, inputs).map((name) => {
    return { name, type: 'float', shape: [1, channels, side, side] } as const;
  });
  const difference = graph.emit('Abs', [graph.emit('Sub', ['image', inputs > 1 ? 'truth' : 'image'])]);
  const mean = map ? difference : graph.emit('ReduceMean', [difference], { keepdims: 0 });
  const value = graph.emit('Mul', [mean, graph.floats([factor], [])]);
  const shape = map ? [1, channels, side, side] : [];
  const file = join(temporaryFolder().path, 'network.onnx');
  writeFileSync(file, graph.encode(ports, [{ name: 'distance', type: 'float', shape, value }]));
  return file;
}
