import { Unsupported } from '../unsupported.js';
import { floats } from './network.js';
import type { Arguments, Blob, Network } from './network.js';
import { onlyInput, twoInputs } from './layer.js';
import type { Translate } from './layer.js';
import { alike } from './planes.js';
import { emitBinary } from './steps.js';

interface Unary {
  readonly type: number;
  readonly alpha: number;
  readonly epsilon: number;
  readonly shift: number;
  readonly scale: number;
}

const keepShape =
  (type: string): Translate =>
  (_, inputs, network) =>
    alike(inputs, network, (views) => {
      const x = onlyInput(views);
      return [network.emit(type, { x }, x.shape)];
    });

const binary =
  (type: string): Translate =>
  (_, inputs, network) =>
    alike(inputs, network, (views) => {
      const [x, y] = twoInputs(views);
      return [emitBinary(type, x, y, network)];
    });

const fold = (type: string, inputs: readonly Blob[], network: Network): Blob => {
  const [first, ...others] = inputs;
  if (!first) throw new Unsupported('no input');
  return others.reduce((x, y) => emitBinary(type, x, y, network), first);
};

/** Folds any number of inputs. */
const foldInputs =
  (type: string): Translate =>
  (_, inputs, network) =>
    alike(inputs, network, (views) => [fold(type, views, network)]);

/** Folds any number of inputs; a single one is combined with `alpha`. */
const foldOrScalar =
  (type: string): Translate =>
  ({ alpha }: { alpha: number }, inputs, network) =>
    alike(inputs, network, (views) => {
      const [first, second] = views;
      return [first && !second ? emitBinary(type, first, floats([alpha]), network) : fold(type, views, network)];
    });

/** Layers that work element by element. */
export const elementwise: Readonly<Record<string, Translate>> = {
  // f(scale * x + shift)
  unary: ({ type, alpha, epsilon, shift, scale }: Unary, inputs, network) => {
    const known = unaries[type];
    if (known === undefined) throw new Unsupported(`type ${String(type)}`);
    return alike(inputs, network, (views) => {
      const input = onlyInput(views);
      const inner = { x: input, alpha: floats([scale || 1]), beta: floats([shift]) };
      const isIdentity = (scale === 1 || scale === 0) && shift === 0;
      const x = isIdentity ? input : network.emit('linear_activation', inner, input.shape);
      return [network.emit(known[0], { x, ...known[1](alpha, epsilon || 1e-6) }, x.shape)];
    });
  },

  clip: ({ minVal, maxVal }: { minVal: number; maxVal: number }, inputs, network) =>
    alike(inputs, network, (views) => {
      const x = onlyInput(views);
      return [network.emit('clip', { x, alpha: floats([minVal]), beta: floats([maxVal]) }, x.shape)];
    }),

  average: (_, inputs, network) =>
    alike(inputs, network, (views) => [
      emitBinary('mul', fold('add', views, network), floats([1 / views.length]), network),
    ]),

  add: foldOrScalar('add'),
  multiply: foldOrScalar('mul'),
  max: foldInputs('maximum'),
  min: foldInputs('minimum'),
  addBroadcastable: foldInputs('add'),
  multiplyBroadcastable: foldInputs('mul'),
  maxBroadcastable: foldInputs('maximum'),
  minBroadcastable: foldInputs('minimum'),
  subtractBroadcastable: binary('sub'),
  divideBroadcastable: binary('real_div'),
  floorDivBroadcastable: binary('floor_div'),
  modBroadcastable: binary('mod'),
  powBroadcastable: binary('pow'),

  copy: keepShape('identity'),
  ceil: keepShape('ceil'),
  floor: keepShape('floor'),
  sign: keepShape('sign'),
  round: keepShape('round'),
  exp2: keepShape('exp2'),
  erf: keepShape('erf'),
  sin: keepShape('sin'),
  cos: keepShape('cos'),
  tan: keepShape('tan'),
  asin: keepShape('asin'),
  acos: keepShape('acos'),
  atan: keepShape('atan'),
  sinh: keepShape('sinh'),
  cosh: keepShape('cosh'),
  tanh: keepShape('tanh'),
  atanh: keepShape('atanh'),
  asinh: keepShape('asinh'),
  acosh: keepShape('acosh'),
};

/** NeuralNetwork.proto, UnaryFunctionLayerParams.Operation; logarithms add epsilon too (coremltools, nn/op_mapping.py). */
const unaries: readonly (readonly [string, (alpha: number, epsilon: number) => Arguments])[] = [
  ['sqrt', () => ({})],
  ['rsqrt', (_, epsilon) => ({ epsilon: floats([epsilon]) })],
  ['inverse', (_, epsilon) => ({ epsilon: floats([epsilon]) })],
  ['pow', (alpha) => ({ y: floats([alpha]) })],
  ['exp', () => ({})],
  ['log', (_, epsilon) => ({ epsilon: floats([epsilon]) })],
  ['abs', () => ({})],
  ['threshold', (alpha) => ({ alpha: floats([alpha]) })],
];
