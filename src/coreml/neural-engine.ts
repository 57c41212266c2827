import type { Model } from './model.js';
import type { Operation, Program } from './program.js';

/** Why Core ML is likely to run a part elsewhere than on the Neural Engine. Only a phone's compute plan knows. */
export interface EngineWarning {
  readonly what: string;
  readonly source: string;
}

const sources = {
  precision: 'https://apple.github.io/coremltools/docs-guides/source/typed-execution-example.html',
  ranges: 'https://developer.apple.com/forums/thread/724930',
  layers: 'https://github.com/hollance/neural-engine/blob/master/docs/unsupported-layers.md',
  capability: 'https://ane-guide.readthedocs.io/en/latest/part-1-machine/04-capability-surface.html',
  layout: 'https://machinelearning.apple.com/research/neural-engine-transformers',
} as const;

interface Rule {
  readonly applies: (operation: Operation, numbers: (name: string) => readonly number[]) => boolean;
  readonly what: string;
  readonly source: string;
}

const largest = (values: readonly number[]): number => Math.max(0, ...values);

/** Rules about single operations. The list of unsupported layers is its author's experience, not Apple's word. */
const rules: readonly Rule[] = [
  {
    applies: ({ type }) => type === 'gather' || type === 'gather_along_axis' || type === 'gather_nd',
    what: 'gather is not known to run on the Neural Engine',
    source: sources.layers,
  },
  {
    applies: ({ type }, numbers) => type === 'conv' && largest(numbers('dilations')) > 1,
    what: 'a dilated convolution is not known to run on the Neural Engine',
    source: sources.layers,
  },
  {
    applies: ({ type }, numbers) =>
      type.endsWith('_pool') && (largest(numbers('kernel_sizes')) > 13 || largest(numbers('strides')) > 2),
    what: 'a pool with a kernel over 13 or a stride over 2 is not known to run on the Neural Engine',
    source: sources.layers,
  },
  {
    applies: ({ type }, numbers) =>
      type.startsWith('upsample_') &&
      largest([...numbers('scale_factor_height'), ...numbers('scale_factor_width')]) > 2,
    what: 'upsampling by more than 2 is not known to run on the Neural Engine',
    source: sources.layers,
  },
  {
    applies: ({ type }) => type === 'reduce_prod' || type.startsWith('scatter') || type === 'lstm' || type === 'gru',
    what: 'reduce_prod, scatter and recurrent cells have no hardware path in the Neural Engine',
    source: sources.capability,
  },
  {
    applies: ({ outputs }) => outputs.some(({ shape }) => shape.length > 4),
    what: 'tensors of more than 4 axes do not fit the Neural Engine; its layout is batch, channels, height, width',
    source: sources.layout,
  },
];

/** Each with how many operations it is about. */
export function engineWarnings(model: Model, program: Program | undefined): EngineWarning[] {
  const ranged = model.inputs.some(
    ({ type }) =>
      (type.kind === 'image' && type.sizes.kind === 'range') || (type.kind === 'array' && type.shapes.kind === 'range'),
  );
  const flexible = {
    what: 'with a range of sizes only the default size runs on the Neural Engine; enumerated sizes all may',
    source: sources.ranges,
  };
  if (program === undefined) return ranged ? [flexible] : [];
  const numbersOf =
    ({ inputs }: Operation) =>
    (name: string): number[] => {
      const [operand] = inputs[name] ?? [];
      const constant = operand && ('constant' in operand ? operand.constant : program.constants.get(operand.name));
      return constant ? Array.from(constant.values as ArrayLike<number>, Number) : [];
    };
  const computed = program.operations.filter(({ type }) => type !== 'cast');
  const single = computed.filter(({ outputs }) => outputs.some(({ dtype }) => dtype === 'fp32'));
  // Neural networks say no precision; Core ML runs them in half precision where it can.
  const typed = model.type === 'mlProgram' && single.length > computed.length / 2;
  return [
    ...(typed
      ? [{ what: 'float32 operations run on GPU and CPU only; convert in float16', source: sources.precision }]
      : []),
    ...(ranged ? [flexible] : []),
    ...rules.flatMap(({ applies, what, source }) => {
      const count = computed.filter((operation) => applies(operation, numbersOf(operation))).length;
      return count === 0
        ? []
        : [{ what: `${what} (${String(count)} of ${String(computed.length)} operations)`, source }];
    }),
  ];
}
