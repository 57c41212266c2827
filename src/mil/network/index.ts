import { Contradiction } from '../compressed.js';
import type { FeatureDescription } from '../../coreml/feature.js';
import { ownValue } from '../../coreml/own-value.js';
import type { RawLayer, RawNetwork } from '../../coreml/raw-network.js';
import type { Operation, Program } from '../program.js';
import { Unsupported } from '../unsupported.js';
import { activations } from './activations.js';
import { comparisons } from './comparisons.js';
import { constants } from './constants.js';
import { convolutions } from './convolutions.js';
import { elementwise } from './elementwise.js';
import { gathering } from './gathering.js';
import { portOf, preprocess } from './inputs.js';
import { joining } from './joining.js';
import type { Translate } from './layer.js';
import { layout } from './layout.js';
import { Network } from './network.js';
import { normalizations } from './normalizations.js';
import { finish } from './outputs.js';
import { pools } from './pools.js';
import { products } from './products.js';
import { reductions } from './reductions.js';
import { slicing } from './slicing.js';
import { sorting } from './sorting.js';
import { spatial } from './spatial.js';

/** Every layer that rezbench knows, by family. */
export const layerFamilies: Readonly<Record<string, Readonly<Record<string, Translate>>>> = {
  Activations: activations,
  Comparisons: comparisons,
  'Constants and shapes': constants,
  Convolutions: convolutions,
  'Element by element': elementwise,
  'Joining and parting': joining,
  'Matrix products and tables': products,
  Normalizations: normalizations,
  'Order and shape': layout,
  'Padding, cutting and resizing': spatial,
  'Picking by indices': gathering,
  Pools: pools,
  Reductions: reductions,
  Slices: slicing,
  'Sorting and selecting': sorting,
};

const translations: Readonly<Record<string, Translate>> = Object.fromEntries(
  Object.values(layerFamilies).flatMap((family) => Object.entries(family)),
);

/**
 * Translates a neural network into an ML program. Each output is what a layer makes under its name. Throws Unsupported,
 * naming the layer, for an unknown one, and Contradiction where the network's parts do not fit together.
 */
export function programOf(
  raw: RawNetwork,
  inputs: readonly FeatureDescription[],
  outputs: readonly FeatureDescription[],
): Program {
  const network = new Network();
  const ports = inputs.map((input) => {
    const port = portOf(input);
    network.define(port.name, preprocess(port, input, raw, network));
    return port;
  });
  for (const layer of raw.layers) translate(layer, network);
  const ends = outputs.map((output) => {
    const finished = finish(network.blob(output.name), output, raw.arrayInputShapeMapping === 0, network);
    const type = output.type.kind === 'array' && output.type.element === 'int32' ? 'int32' : 'fp32';
    return { renamed: network.emit('identity', { x: finished }, finished.shape, type), name: output.name };
  });
  const names = new Map(ends.map(({ renamed, name }) => [renamed.name, name]));
  const operations = neededFor(new Set(names.keys()), network.operations);
  return {
    inputs: ports,
    constants: new Map(),
    compressions: [],
    operations: operations.map((operation) => ({
      ...operation,
      outputs: operation.outputs.map((output) => ({ ...output, name: names.get(output.name) ?? output.name })),
    })),
    outputs: ends.map(({ name }) => name),
  };
}

function translate(layer: RawLayer, network: Network): void {
  const kind = layer.layer ?? 'of an unknown kind';
  const named = `layer ${kind} (${layer.name})`;
  if (kind === 'custom') {
    throw new Unsupported(`layer custom (${layer.name}, class ${(layer[kind] as { className: string }).className})`);
  }
  const translation = ownValue(translations, kind);
  if (translation === undefined) throw new Unsupported(named);
  try {
    const inputs = layer.input.map((name) => network.blob(name));
    const results = [translation(layer[kind] as never, inputs, network, layer)].flat();
    layer.output.forEach((name, index) => {
      const blob = results[index];
      if (blob === undefined) throw new Unsupported(`${String(layer.output.length)} outputs`);
      network.define(name, blob);
    });
  } catch (error) {
    if (error instanceof Unsupported) throw new Unsupported(`${named}: ${error.message}`);
    if (error instanceof Contradiction) throw new Contradiction(`layer ${layer.name}: ${error.message}`);
    throw error;
  }
}

/** Leaves out what no output depends on: views that nobody looks at, and outputs of layers that are not used. */
function neededFor(outputs: ReadonlySet<string>, operations: readonly Operation[]): Operation[] {
  const needed = new Set(outputs);
  const kept: Operation[] = [];
  for (const operation of operations.toReversed()) {
    if (!operation.outputs.some(({ name }) => needed.has(name))) continue;
    kept.push(operation);
    for (const operand of Object.values(operation.inputs).flat()) if ('name' in operand) needed.add(operand.name);
  }
  return kept.reverse();
}
