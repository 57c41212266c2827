import { Unsupported } from '../unsupported.js';
import type { ArrayElement, FeatureDescription } from '../../coreml/feature.js';
import type { RawNetwork, RawPreprocessing, RawScaler } from '../../coreml/raw-network.js';
import type { Dtype } from '../dtype.js';
import type { OpenShape, TypedName } from '../program.js';
import { floats, ints } from './network.js';
import type { Blob, Network } from './network.js';
import { fromPlanes } from './planes.js';
import { asFloats, emitBinary, emitReshape } from './steps.js';

/** `arrayInputShapeMapping` of a network whose arrays have the shapes they state. */
const exactArrays = 1;

/** `imageInputShapeMapping` of a network whose images are [1, C, H, W]. */
const fourAxisImages = 1;

/** Declares an input in the shape and type in which a caller passes it. */
export function portOf({ name, type }: FeatureDescription): TypedName {
  switch (type.kind) {
    case 'image': {
      const channels = type.colour === 'gray' || type.colour === 'gray16' ? 1 : 3;
      const open = type.sizes.kind !== 'fixed';
      const sides = open ? [undefined, undefined] : [type.height, type.width];
      return { name, dtype: 'fp32', shape: [1, channels, ...sides] };
    }
    case 'array':
      return { name, dtype: dtypeOf(type.element), shape: openSides(type) };
    case 'other':
      throw new Unsupported(`input ${name}, neither image nor array`);
  }
}

/** The type of an array outside of the network, which computes in floats. */
export const dtypeOf = (element: ArrayElement): Dtype => (element === 'int32' ? 'int32' : 'fp32');

/** A side is open where the shapes that an array may have differ in it. */
function openSides({ shape, shapes }: Extract<FeatureDescription['type'], { kind: 'array' }>): OpenShape {
  switch (shapes.kind) {
    case 'fixed':
    case 'unstated':
      return shape;
    case 'enumerated': {
      if (shapes.shapes.some((one) => one.length !== shape.length)) throw new Unsupported('shapes of several ranks');
      return shape.map((side, axis) => (shapes.shapes.every((one) => one[axis] === side) ? side : undefined));
    }
    case 'range': {
      if (shapes.axes.length !== shape.length) throw new Unsupported('ranges of another rank than the shape');
      return shapes.axes.map(({ lowest, highest }) => (lowest === highest ? lowest : undefined));
    }
  }
}

/** Prepares an input for the layers: in the axes that they take it in, as floats, an image scaled and shifted. */
export function preprocess(port: TypedName, input: FeatureDescription, raw: RawNetwork, network: Network): Blob {
  if (input.type.kind === 'image') {
    const steps = raw.preprocessing.filter(({ featureName }) => featureName === '' || featureName === port.name);
    const { colour } = input.type;
    const ready = steps.reduce<Blob>((x, step) => preprocessImage(x, step, colour, network), port);
    return raw.imageInputShapeMapping === fourAxisImages
      ? ready
      : fromPlanes(ready, [1, 1, ...ready.shape.slice(1)], network);
  }
  const floating = port.dtype === 'fp32' ? port : asFloats(port, network);
  return raw.arrayInputShapeMapping === exactArrays ? floating : inFiveAxes(floating, network);
}

function preprocessImage(x: Blob, { scaler, meanImage }: RawPreprocessing, colour: string, network: Network): Blob {
  if (scaler) return scaleColours(x, scaler, colour, network);
  if (!meanImage) return x;
  const [, channels = 1, height, width] = x.shape;
  if (height === undefined || width === undefined) throw new Unsupported('a mean image for images of open size');
  const values = meanImage.meanImage;
  if (values.length !== channels * height * width) throw new Unsupported('a mean image of another size');
  return emitBinary('sub', x, floats(values, [channels, height, width]), network);
}

function scaleColours(x: Blob, scaler: RawScaler, colour: string, network: Network): Blob {
  const { redBias, greenBias, blueBias, grayBias } = scaler;
  const colours = colour === 'bgr' ? [blueBias, greenBias, redBias] : [redBias, greenBias, blueBias];
  const biases = x.shape[1] === 1 ? [grayBias] : colours;
  const product = network.emit('mul', { x, y: floats([scaler.channelScale]) }, x.shape);
  return network.emit('add', { x: product, y: floats(biases, [1, biases.length, 1, 1]) }, x.shape);
}

/** Before iOS 13 an array is [C], [C, H, W] or [sequence, batch, C, H, W], and all are taken in five axes. */
function inFiveAxes(x: Blob, network: Network): Blob {
  const rank = x.shape.length;
  if (rank === 5) return x;
  if (rank === 1) return emitReshape(x, [1, 1, x.shape[0] ?? -1, 1, 1], network);
  if (rank !== 3 && rank !== 4) throw new Unsupported(`an array of ${String(rank)} axes`);
  const planes = rank === 4 ? x : network.emit('expand_dims', { x, axes: ints([0]) }, [1, ...x.shape]);
  return fromPlanes(planes, [1, ...planes.shape], network);
}
