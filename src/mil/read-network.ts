import type { FeatureDescription } from '../coreml/feature.js';
import type { Model } from '../coreml/model.js';
import type { RawNetwork } from '../coreml/raw-network.js';
import { classify } from './classification.js';
import { programOf } from './network/index.js';
import type { Operation, Program } from './program.js';
import { Unsupported } from './unsupported.js';

/**
 * Reads a neural network, with labels or without, as a program. Throws Unsupported for what rezbench does not run, and
 * Contradiction where the network's parts do not fit together.
 */
export function readNetwork(model: Model): Program {
  const { network, inputs, outputs } = model;
  if (network === undefined) throw new Unsupported('network without layers');
  for (const { name, type } of inputs) {
    if (type.kind === 'other') throw new Unsupported(`input ${name} (${type.what})`);
  }
  if (model.classes) return withLabels(model, network, model.classes);
  if (model.kind !== 'neuralNetworkRegressor') return programOf(network, inputs, outputs);
  // The number of a regressor may bear another name than the layer output that it is.
  const computed = new Set(network.layers.flatMap(({ output }) => output));
  const sources = outputs.map(({ name }) => (computed.has(name) ? name : lastOutput(network)));
  const plain = sources.map((name, index) => ({ ...outputs[index], name })) as FeatureDescription[];
  return renamed(
    programOf(network, inputs, plain),
    sources,
    outputs.map(({ name }) => name),
  );
}

/** Adds the operation that turns probabilities into a label. */
function withLabels(model: Model, network: RawNetwork, classes: NonNullable<Model['classes']>): Program {
  const source = classes.probabilityLayer || lastOutput(network);
  const tensors = model.outputs.filter(({ type }) => type.kind !== 'other');
  const probabilities: FeatureDescription = { name: source, type: { kind: 'other', what: 'dictionary' } };
  const wanted = tensors.some(({ name }) => name === source) ? tensors : [...tensors, probabilities];
  const program = programOf(network, model.inputs, wanted);
  const label = model.predictedFeature || 'classLabel';
  const classification = {
    label,
    probabilities: model.predictedProbabilities || `${label} probabilities`,
    classes: classes.labels,
  };
  return {
    ...program,
    operations: [...program.operations, classify({ name: source }, classification)],
    outputs: model.outputs.map(({ name }) => name),
    classification,
  };
}

const lastOutput = ({ layers }: RawNetwork): string => layers.at(-1)?.output[0] ?? '';

/** The program with other names for its outputs. */
function renamed(program: Program, from: readonly string[], to: readonly string[]): Program {
  const values = program.operations.flatMap(({ outputs }) => outputs);
  const copies = to.flatMap((name, index): Operation[] => {
    const value = values.findLast((one) => one.name === from[index]);
    if (value === undefined || name === value.name) return [];
    return [{ type: 'identity', inputs: { x: [{ name: value.name }] }, outputs: [{ ...value, name }] }];
  });
  return { ...program, operations: [...program.operations, ...copies], outputs: to };
}
