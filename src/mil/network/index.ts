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
import { reshaped } from './shapes.js';
import { statistics } from './statistics.js';

/** Every layer that is known, by family. */
export const layerFamilies: Readonly<Record<string, Readonly<Record<string, Translate>>>> = {
  'Convolutions, pools and products': convolutions,
  'Element by element': elementwise,
  'Moving and resizing': layout,
  'Normalizations, reductions and constants': statistics,
};

const translations: Readonly<Record<string, Translate>> = Object.fromEntries(
  Object.values(layerFamilies).flatMap((family) => Object.entries(family)),
);

/** Arrays of a network before iOS 13 mean [C], [C, H, W] or [sequence, batch, C, H, W]. */
const exactArrays = 1;

/**
 * A neural network as the ML program it amounts to. Throws Unsupported, naming it, for a layer that is not known,
 * and Contradiction where the network's parts do not fit together.
 */
export function programOf(
  raw: RawNetwork,
  inputs: readonly FeatureDescription[],
  outputs: readonly FeatureDescription[],
): Program {
  const network = new Network(raw.arrayInputShapeMapping !== exactArrays);
  const ports = inputs.map((input) => portOf(input, network.legacy));
  for (const [index, port] of ports.entries()) {
    network.define(port.name, prepared(port, inputs[index], raw, network));
  }
  for (const layer of raw.layers) translate(layer, network);
  const ends = outputs.map((output) => {
    const end = network.blob(output.name);
    const shape = output.type.kind === 'array' ? output.type.shape : [];
    const shaped = declared(end, shape, network);
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
  const known = ownValue(translations, kind);
  if (known === undefined) throw new Unsupported(`layer ${kind}`);
  try {
    const inputs = layer.input.map((name) => network.blob(name));
    const made = [known(layer[kind] as never, inputs, network, layer)].flat();
    layer.output.forEach((name, index) => {
      const blob = made[index];
      if (blob === undefined) throw new Unsupported(`with ${String(layer.output.length)} outputs`);
      network.define(name, blob);
    });
  } catch (error) {
    if (error instanceof Unsupported) throw new Unsupported(`layer ${kind} (${error.message})`);
    if (error instanceof Contradiction) throw new Contradiction(`layer ${layer.name}: ${error.message}`);
    throw error;
  }
}

/** The input as a caller gives it. */
function portOf({ name, type }: FeatureDescription, legacy: boolean): TypedName {
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

/** The input as layers see it: in four axes where that is the convention, scaled and shifted where it is an image. */
function prepared(port: Blob, input: FeatureDescription | undefined, raw: RawNetwork, network: Network): Blob {
  const asked = raw.preprocessing.find(({ featureName }) => featureName === '' || featureName === port.name);
  if (input?.type.kind === 'image') {
    if (asked?.meanImage) throw new Unsupported(`preprocessing by a mean image`);
    return asked?.scaler ? scaled(port, asked.scaler, input.type.colour, network) : port;
  }
  if (!network.legacy) return port;
  return declared(port, fourAxes(port.shape), network);
}

function scaled(x: Blob, scaler: RawScaler, colour: string, network: Network): Blob {
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

/** In the shape a description declares, where it does. */
function declared(x: Blob, shape: readonly number[], network: Network): Blob {
  if (shape.length === 0 || shape.length === x.shape.length) return x;
  return network.emit('reshape', { x, shape: ints(shape) }, reshaped(x.shape, shape));
}
