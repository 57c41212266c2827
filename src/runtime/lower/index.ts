import type { Program } from '../../coreml/program.js';
import { OnnxGraph } from '../graph.js';
import { convolution } from './convolution.js';
import { elementwise } from './elementwise.js';
import { layout } from './layout.js';
import { Op, Unsupported } from './op.js';
import type { Lowered, Lowering } from './op.js';

/** Every operation the runtime knows: MIL name to what ONNX says instead. */
const lowerings: Readonly<Record<string, Lowering>> = { ...convolution, ...elementwise, ...layout };

/**
 * Turns an ML program into an ONNX model that computes in float32. Throws Unsupported, naming the operation, where it
 * does not know how; it never guesses.
 */
export function lower(program: Program): Uint8Array {
  const onnx = new OnnxGraph();
  const values = new Map<string, Lowered>(
    program.inputs.map(({ name, dtype, shape }) => [name, { name, dtype, rank: shape.length }]),
  );
  for (const operation of program.operations) {
    const [output, ...others] = operation.outputs;
    if (output === undefined) throw new Unsupported(`op ${operation.type} (no output)`);
    const { val } = operation.attributes;
    if (operation.type === 'const' && val) {
      values.set(output.name, { constant: val });
      continue;
    }
    const lowering = lowerings[operation.type];
    if (lowering === undefined) throw new Unsupported(`op ${operation.type}`);
    if (others.length > 0) throw new Unsupported(`op ${operation.type} (several outputs)`);
    const name = lowering(new Op(operation, values, onnx), onnx);
    values.set(output.name, { name, dtype: output.dtype, rank: output.shape.length });
  }
  return onnx.encode(
    program.inputs.map(({ name, dtype, shape }) => {
      if (dtype !== 'fp32' && dtype !== 'fp16') throw new Unsupported(`input ${name} of ${dtype}`);
      return { name, type: 'float' as const, shape };
    }),
    outputPorts(program, values),
  );
}

function outputPorts(program: Program, values: ReadonlyMap<string, Lowered>) {
  const shapes = new Map(program.operations.flatMap(({ outputs }) => outputs.map((output) => [output.name, output])));
  return program.outputs.map((name) => {
    const value = values.get(name);
    if (value === undefined || 'constant' in value) throw new Unsupported(`output ${name} is constant`);
    if (value.dtype !== 'fp32' && value.dtype !== 'fp16') throw new Unsupported(`output ${name} of ${value.dtype}`);
    return { name, value: value.name, type: 'float' as const, shape: shapes.get(name)?.shape ?? [] };
  });
}
