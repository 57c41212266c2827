import type { Model } from '../coreml/model.js';
import type { Operation, Program } from '../mil/program.js';

/** Why Core ML is likely to run a part elsewhere than on the Neural Engine. Only a phone's compute plan knows. */
export interface EngineWarning {
  readonly what: string;
  readonly source: string;
}

const sources = {
  precision: 'https://apple.github.io/coremltools/docs-guides/source/typed-execution-example.html',
  enumerated: 'https://github.com/apple/coremltools/issues/1909',
  ranges: 'https://developer.apple.com/forums/thread/724930',
  layers: 'https://github.com/hollance/neural-engine/blob/master/docs/unsupported-layers.md',
  capability: 'https://ane-guide.readthedocs.io/en/latest/part-1-machine/04-capability-surface.html',
  layout: 'https://machinelearning.apple.com/research/neural-engine-transformers',
} as const;

interface Rule {
  readonly applies: (operation: Operation) => boolean;
  readonly what: string;
  readonly source: string;
}

/** Rules about single operations. The list of unsupported layers is its author's experience, not Apple's statement. */
const rules: readonly Rule[] = [
  {
    applies: ({ type }) => type === 'gather' || type === 'gather_along_axis' || type === 'gather_nd',
    what: 'gather was not seen to run on the Neural Engine',
    source: sources.layers,
  },
  {
    applies: ({ type }) => type === 'reduce_prod' || type.startsWith('scatter') || type === 'lstm' || type === 'gru',
    what: 'reduce_prod, scatter and recurrent cells have no hardware path in the Neural Engine',
    source: sources.capability,
  },
  {
    applies: ({ outputs }) => outputs.some(({ shape }) => shape.length > 4),
    what: 'Apple advises tensors of 4 axes, channels first, for the Neural Engine; these have more',
    source: sources.layout,
  },
];

/** Lists the warnings, each with the number of operations it applies to. */
export function engineWarnings(model: Model, program: Program | undefined): EngineWarning[] {
  const ranged = model.inputs.some(
    ({ type }) =>
      (type.kind === 'image' && type.sizes.kind === 'range') || (type.kind === 'array' && type.shapes.kind === 'range'),
  );
  const enumerated = model.inputs.some(
    ({ type }) =>
      (type.kind === 'image' && type.sizes.kind === 'enumerated') ||
      (type.kind === 'array' && type.shapes.kind === 'enumerated'),
  );
  const normalized = program?.operations.some(({ type }) => type === 'layer_norm') ?? false;
  const flexible = {
    what: 'with a range of sizes only the default size runs on the Neural Engine; enumerated sizes all may',
    source: sources.ranges,
  };
  if (program === undefined) return ranged ? [flexible] : [];
  const computed = program.operations.filter(({ type }) => type !== 'cast');
  const single = computed.filter(({ outputs }) => outputs.some(({ dtype }) => dtype === 'fp32'));
  // Neural networks state no precision; Core ML runs them in half precision where it can.
  const typed = model.type === 'mlProgram' && single.length > computed.length / 2;
  return [
    ...(typed
      ? [{ what: 'float32 operations run on GPU and CPU only; convert in float16', source: sources.precision }]
      : []),
    ...(ranged ? [flexible] : []),
    ...(enumerated && normalized
      ? [
          {
            what: 'with enumerated sizes, a model with layer norms was seen to leave the Neural Engine as a whole; with one size or a range it did not',
            source: sources.enumerated,
          },
        ]
      : []),
    ...rules.flatMap(({ applies, what, source }) => {
      const count = computed.filter(applies).length;
      return count === 0
        ? []
        : [{ what: `${what} (${String(count)} of ${String(computed.length)} operations)`, source }];
    }),
  ];
}
