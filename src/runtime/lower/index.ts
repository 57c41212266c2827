import { elementCount } from '../../mil/constant.js';
import type { OpenShape, Program } from '../../mil/program.js';
import { Unsupported } from '../../mil/unsupported.js';
import { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import { activation } from './activation.js';
import { arithmetic } from './arithmetic.js';
import { casting } from './casting.js';
import { classification } from './classification.js';
import { convolution } from './convolution.js';
import { depth } from './depth.js';
import { filling } from './filling.js';
import { attention } from './attention.js';
import { blocks } from './blocks.js';
import { cropping } from './cropping.js';
import { indexing } from './indexing.js';
import { layout } from './layout.js';
import { linear } from './linear.js';
import { normalization } from './normalization.js';
import { Op } from './op.js';
import type { Lowering } from './op.js';
import { padding } from './padding.js';
import { pooling } from './pooling.js';
import { quantization } from './quantization.js';
import { reduction } from './reduction.js';
import { resizing } from './resizing.js';
import { scatter } from './scatter.js';
import { slicing } from './slicing.js';
import { sorting } from './sorting.js';
import { suppression } from './suppression.js';
import { carrierOf, initializerOf, portOf } from './value.js';
import type { Computed, Lowered } from './value.js';
import { sampling } from './sampling.js';

/** Every operation the runtime knows, by family: the MIL name and its translation to ONNX. */
export const families: Readonly<Record<string, Readonly<Record<string, Lowering>>>> = {
  Activations: activation,
  Arithmetic: arithmetic,
  'Between channels and space': depth,
  Casts: casting,
  Classifiers: classification,
  Attention: attention,
  'Blocks and windows': blocks,
  Convolutions: convolution,
  'Filling tensors': filling,
  'Picking elements': indexing,
  'Moving elements': layout,
  'Matrix products': linear,
  Normalizations: normalization,
  'Padding and cropping': padding,
  Pools: pooling,
  'Quantized activations': quantization,
  Reductions: reduction,
  Resizing: resizing,
  'Scattering elements': scatter,
  Slices: slicing,
  Sorting: sorting,
  'Suppressing boxes': suppression,
  'Resizing of crops': cropping,
  Sampling: sampling,
};

const lowerings = new Map(Object.values(families).flatMap((family) => Object.entries(family)));

/**
 * Turns an ML program into an ONNX model that computes in float32. Throws Unsupported, naming the operation, where it
 * does not know how; it never guesses. `inner` names values that the model returns beside its outputs.
 */
export function lower(program: Program, inner: readonly string[] = []): Uint8Array {
  const onnx = new OnnxGraph();
  const values = new Map<string, Lowered>();
  for (const [name, constant] of program.constants) values.set(name, { constant });
  for (const { name, dtype, shape, container } of program.inputs) {
    if (container) throw new Unsupported(`${container} (input ${name})`);
    refuseHuge(`input ${name}`, shape);
    const carried =
      carrierOf(dtype) === portOf(dtype) ? name : onnx.emit('Cast', [name], { to: carrierElementType(dtype) });
    values.set(name, { name: carried, dtype, shape });
  }
  for (const operation of program.operations) {
    const lowering = lowerings.get(operation.type);
    if (lowering === undefined) throw new Unsupported(`op ${operation.type}`);
    const names = [lowering(new Op(operation, values, onnx), onnx)].flat();
    operation.outputs.forEach(({ name, dtype, shape, container }, index) => {
      if (container) throw new Unsupported(`op ${operation.type} (a ${container})`);
      const output = names[index];
      if (output === undefined) throw new Unsupported(`op ${operation.type} (${String(index + 1)} outputs)`);
      refuseHuge(`op ${operation.type}`, shape);
      const carrier = carrierOf(dtype);
      if (carrier !== undefined) onnx.declare({ name: output, type: carrier, shape });
      values.set(name, { name: output, dtype, shape });
    });
  }
  return onnx.encode(
    program.inputs.map(({ name, dtype, shape }) => ({ name, type: portType(`input ${name}`, dtype), shape })),
    [...new Set([...program.outputs, ...inner])].map((name) => {
      const value = computed(name, values.get(name), onnx);
      return { name, value: value.name, type: portType(`output ${name}`, value.dtype), shape: value.shape };
    }),
  );
}

/** 4 GiB of float32: more than any picture needs, and the most that a file's numbers may make the machine allocate at once. */
const maxElements = 2 ** 30;

function refuseHuge(what: string, shape: OpenShape): void {
  const count = elementCount(shape.map((side) => side ?? 1));
  if (count > maxElements) throw new Unsupported(`${what} (a value of ${String(count)} elements)`);
}

/** An output's value; one that the file states is put into the graph. */
function computed(output: string, value: Lowered | undefined, onnx: OnnxGraph): Computed {
  if (value === undefined) throw new Unsupported(`output ${output} that nothing computes`);
  if (!('constant' in value)) return value;
  const { constant } = value;
  const name = initializerOf(constant, onnx);
  if (name === undefined) throw new Unsupported(`output ${output} (a constant of ${constant.dtype})`);
  return { name, dtype: constant.dtype, shape: constant.shape };
}

const carrierElementType = (dtype: Program['inputs'][number]['dtype']): number =>
  elementTypes[carrierOf(dtype) ?? 'float'];

function portType(what: string, dtype: Program['inputs'][number]['dtype']) {
  const type = portOf(dtype);
  if (type === undefined) throw new Unsupported(`${what} of ${dtype}`);
  return type;
}
