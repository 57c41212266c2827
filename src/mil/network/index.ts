import { Contradiction } from '../compressed.js';
import type { FeatureDescription } from '../../coreml/feature.js';
import { ownValue } from '../../coreml/own-value.js';
import type { OpenShape, Program, TypedName } from '../program.js';
import { Unsupported } from '../unsupported.js';
import { convolutions } from './convolutions.js';
import { elementwise } from './elementwise.js';
import type { Translate } from './layer.js';
import { layout } from './layout.js';
import { floats, ints, Network } from './network.js';
import type { Blob } from './network.js';
import type { RawLayer, RawNetwork, RawScaler } from '../../coreml/raw-network.js';
import { reshapedSides } from './shapes.js';
import { statistics } from './statistics.js';

/** Every layer that rezbench knows, by family. */
export const layerFamilies: Readonly<Record<string, Readonly<Record<string, Translate>>>> = {
  'Convolutions, pools and products': convolutions,
  'Element by element': elementwise,
  'Moving and resizing': layout,
  'Normalizations, reductions and constants': statistics,
};

const translations: Readonly<Record<string, Translate>> = Object.fromEntries(
  Object.values(layerFamilies).flatMap((family) => Object.entries(family)),
);

/**
 * `arrayInputShapeMapping` of a network whose arrays have the shapes they state. Before iOS 13 they mean [C], [C, H, W] or
 * [sequence, batch, C, H, W].
 */
const exactArrays = 1;

/**
 * Translates a neural network into an ML program. Throws Unsupported, naming the layer, for an unknown one, and
 * Contradiction where the network's parts do not fit together.
 */
export function programOf(
  raw: RawNetwork,
  inputs: readonly FeatureDescription[],
  outputs: readonly FeatureDescription[],
): Program {
  const network = new Network(raw.arrayInputShapeMapping !== exactArrays);
  const ports = inputs.map((input) => inputPort(input, network.legacy));
  for (const [index, port] of ports.entries()) {
    network.define(port.name, preprocess(port, inputs[index], raw, network));
  }
  for (const layer of raw.layers) translate(layer, network);
  const ends = outputs.map((output) => {
    const end = network.blob(output.name);
    const shape = output.type.kind === 'array' ? output.type.shape : [];
    const shaped = reshapeTo(end, shape, network);
    const renamed = network.emit('identity', { x: shaped }, shaped.shape);
    return { renamed, name: output.name };
  });
  const names = new Map(ends.map(({ renamed, name }) => [renamed.name, name]));
  return {
    inputs: ports,
    constants: new Map(),
    compressions: [],
    operations: network.operations.map((operation) => ({
      ...operation,
      outputs: operation.outputs.map((output) => ({ ...output, name: names.get(output.name) ?? output.name })),
    })),
    outputs: outputs.map(({ name }) => name),
  };
}

function translate(layer: RawLayer, network: Network): void {
  const kind = layer.layer ?? 'of an unknown kind';
  const translation = ownValue(translations, kind);
  if (translation === undefined) throw new Unsupported(`layer ${kind}`);
  try {
    const inputs = layer.input.map((name) => network.blob(name));
    const results = [translation(layer[kind] as never, inputs, network, layer)].flat();
    layer.output.forEach((name, index) => {
      const blob = results[index];
      if (blob === undefined) throw new Unsupported(`${String(layer.output.length)} outputs`);
      network.define(name, blob);
    });
  } catch (error) {
    if (error instanceof Unsupported) throw new Unsupported(`layer ${kind} (${error.message})`);
    if (error instanceof Contradiction) throw new Contradiction(`layer ${layer.name}: ${error.message}`);
    throw error;
  }
}

/** Declares an input in the shape in which a caller passes it. */
function inputPort({ name, type }: FeatureDescription, legacy: boolean): TypedName {
  switch (type.kind) {
    case 'image': {
      const channels = type.colour === 'gray' || type.colour === 'gray16' ? 1 : 3;
      const open = type.sizes.kind !== 'fixed';
      return {
        name,
        dtype: 'fp32',
        shape: [1, channels, open ? undefined : type.height, open ? undefined : type.width],
      };
    }
    case 'array': {
      const open = type.shapes.kind !== 'fixed';
      if (open && legacy) throw new Unsupported(`input ${name} of flexible shape`);
      return { name, dtype: 'fp32', shape: type.shape.map((side, axis) => (open && axis > 1 ? undefined : side)) };
    }
    case 'other':
      throw new Unsupported(`input ${name}, neither image nor array`);
  }
}

/** Prepares an input for the layers: in four axes where that is the convention, scaled and shifted where it is an image. */
function preprocess(port: Blob, input: FeatureDescription | undefined, raw: RawNetwork, network: Network): Blob {
  const step = raw.preprocessing.find(({ featureName }) => featureName === '' || featureName === port.name);
  if (input?.type.kind === 'image') {
    if (step?.meanImage) throw new Unsupported(`preprocessing by a mean image`);
    return step?.scaler ? scaleColours(port, step.scaler, input.type.colour, network) : port;
  }
  if (!network.legacy) return port;
  return reshapeTo(port, fourAxes(port.shape), network);
}

function scaleColours(x: Blob, scaler: RawScaler, colour: string, network: Network): Blob {
  const { redBias, greenBias, blueBias, grayBias } = scaler;
  const colours = colour === 'bgr' ? [blueBias, greenBias, redBias] : [redBias, greenBias, blueBias];
  const biases = x.shape[1] === 1 ? [grayBias] : colours;
  const product = network.emit('mul', { x, y: floats([scaler.channelScale]) }, x.shape);
  return network.emit('add', { x: product, y: floats(biases, [1, biases.length, 1, 1]) }, x.shape);
}

function fourAxes(shape: OpenShape): number[] {
  const sides = shape.map((side) => side ?? -1);
  if (sides.length === 1) return [1, ...sides, 1, 1];
  if (sides.length === 3) return [1, ...sides];
  if (sides.length === 5 && sides[0] === 1) return sides.slice(1);
  if (sides.length === 4) return sides;
  throw new Unsupported(`an array of ${String(sides.length)} axes`);
}

/** Reshapes a blob to the shape that a description declares, where it declares one. */
function reshapeTo(x: Blob, shape: readonly number[], network: Network): Blob {
  if (shape.length === 0 || shape.length === x.shape.length) return x;
  return network.emit('reshape', { x, shape: ints(shape) }, reshapedSides(x.shape, shape));
}
