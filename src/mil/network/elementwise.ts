import { Unsupported } from '../unsupported.js';
import { floats, text } from './network.js';
import type { Blob, Network } from './network.js';
import { onlyInput } from './layer.js';
import type { Translate } from './layer.js';
import type { RawWeights } from '../../coreml/raw-network.js';
import { broadcastShapes, fixedSide } from './shapes.js';
import { weightsOf } from './weights.js';

interface Activation {
  readonly kind?: string;
  readonly [name: string]: unknown;
}
interface Linear {
  readonly alpha: number;
  readonly beta: number;
}
interface Parametric {
  readonly alpha: RawWeights | null;
  readonly beta: RawWeights | null;
}
interface Unary {
  readonly type: number;
  readonly alpha: number;
  readonly epsilon: number;
  readonly shift: number;
  readonly scale: number;
}

/** The operation and the coefficients of each activation. */
const activations: Readonly<Record<string, readonly [string, readonly ('alpha' | 'beta')[]]>> = {
  linear: ['linear_activation', ['alpha', 'beta']],
  ReLU: ['relu', []],
  leakyReLU: ['leaky_relu', ['alpha']],
  thresholdedReLU: ['thresholded_relu', ['alpha']],
  tanh: ['tanh', []],
  scaledTanh: ['scaled_tanh', ['alpha', 'beta']],
  sigmoid: ['sigmoid', []],
  sigmoidHard: ['sigmoid_hard', ['alpha', 'beta']],
  ELU: ['elu', ['alpha']],
  softsign: ['softsign', []],
  softplus: ['softplus', []],
};

const keepShape =
  (type: string): Translate =>
  (_, inputs, network) => {
    const x = onlyInput(inputs);
    return network.emit(type, { x }, x.shape);
  };

const binary =
  (type: string): Translate =>
  (_, [x, y], network) => {
    if (!x || !y) throw new Unsupported('one input');
    return emitBinary(type, x, y, network);
  };

const emitBinary = (type: string, x: Blob, y: Blob, network: Network): Blob =>
  network.emit(type, { x, y }, broadcastShapes(x.shape, y.shape));

/** Folds any number of inputs; a single one is combined with `alpha`. */
const foldInputs =
  (type: string): Translate =>
  ({ alpha }: { alpha: number }, inputs, network) => {
    const [first, ...others] = inputs;
    if (!first) throw new Unsupported('no input');
    if (others.length === 0) return network.emit(type, { x: first, y: floats([alpha]) }, first.shape);
    return others.reduce((x, y) => emitBinary(type, x, y, network), first);
  };

const geluModes = ['EXACT', 'TANH_APPROXIMATION', 'SIGMOID_APPROXIMATION'];

/** Layers that work element by element. */
export const elementwise: Readonly<Record<string, Translate>> = {
  activation: (parameters: Activation, inputs, network) => {
    const x = onlyInput(inputs);
    const kind = parameters.kind ?? '';
    const known = Object.hasOwn(activations, kind) ? activations[kind] : undefined;
    if (known) {
      const [type, names] = known;
      const coefficients = names.map((name) => [name, floats([(parameters[kind] as Linear)[name]])] as const);
      return network.emit(type, { x, ...Object.fromEntries(coefficients) }, x.shape);
    }
    if (kind !== 'PReLU' && kind !== 'parametricSoftplus') throw new Unsupported('unknown kind');
    const { alpha, beta } = parameters[kind] as Parametric;
    const shared = singleValue(alpha);
    if (kind === 'PReLU' && shared !== undefined) {
      return network.emit('leaky_relu', { x, alpha: floats([shared]) }, x.shape);
    }
    if (kind === 'PReLU') return network.emit('prelu', { x, alpha: perChannel(alpha, x) }, x.shape);
    const coefficients = { alpha: perChannel(alpha, x), beta: perChannel(beta, x) };
    return network.emit('softplus_parametric', { x, ...coefficients }, x.shape);
  },

  // f(scale * x + shift)
  unary: ({ type, alpha, epsilon, shift, scale }: Unary, inputs, network) => {
    const input = onlyInput(inputs);
    const isIdentity = scale === 1 && shift === 0;
    const inner = { x: input, alpha: floats([scale]), beta: floats([shift]) };
    const x = isIdentity ? input : network.emit('linear_activation', inner, input.shape);
    const known = unaries[type];
    if (known === undefined) throw new Unsupported(`type ${String(type)}`);
    return network.emit(known[0], { x, ...known[1]({ alpha, epsilon }) }, x.shape);
  },

  clip: ({ minVal, maxVal }: { minVal: number; maxVal: number }, inputs, network) => {
    const x = onlyInput(inputs);
    return network.emit('clip', { x, alpha: floats([minVal]), beta: floats([maxVal]) }, x.shape);
  },

  gelu: ({ mode }: { mode: number }, inputs, network) => {
    const x = onlyInput(inputs);
    return network.emit('gelu', { x, mode: text(geluModes[mode] ?? 'EXACT') }, x.shape);
  },

  average: (_, inputs, network) => {
    const total = inputs.reduce((x, y) => emitBinary('add', x, y, network));
    return network.emit('mul', { x: total, y: floats([1 / inputs.length]) }, total.shape);
  },

  add: foldInputs('add'),
  multiply: foldInputs('mul'),
  max: foldInputs('maximum'),
  min: foldInputs('minimum'),
  addBroadcastable: foldInputs('add'),
  multiplyBroadcastable: foldInputs('mul'),
  maxBroadcastable: foldInputs('maximum'),
  minBroadcastable: foldInputs('minimum'),
  subtractBroadcastable: binary('sub'),
  divideBroadcastable: binary('real_div'),
  floorDivBroadcastable: binary('floor_div'),
  powBroadcastable: binary('pow'),
  copy: keepShape('identity'),
  ceil: keepShape('ceil'),
  floor: keepShape('floor'),
  sign: keepShape('sign'),
  round: keepShape('round'),
  exp2: keepShape('exp2'),
  tanh: keepShape('tanh'),
  erf: keepShape('erf'),
};

type UnaryInputs = (parameters: Pick<Unary, 'alpha' | 'epsilon'>) => Record<string, ReturnType<typeof floats>>;

/** NeuralNetwork.proto, UnaryFunctionLayerParams.Operation */
const unaries: readonly (readonly [string, UnaryInputs])[] = [
  ['sqrt', () => ({})],
  ['rsqrt', ({ epsilon }) => ({ epsilon: floats([epsilon]) })],
  ['inverse', ({ epsilon }) => ({ epsilon: floats([epsilon]) })],
  ['pow', ({ alpha }) => ({ y: floats([alpha]) })],
  ['exp', () => ({})],
  ['log', () => ({ epsilon: floats([0]) })],
  ['abs', () => ({})],
  ['threshold', ({ alpha }) => ({ alpha: floats([alpha]) })],
];

/** The one number that all channels share; undefined where each has its own. */
const singleValue = (raw: RawWeights | null): number | undefined =>
  raw?.floatValue.length === 1 ? raw.floatValue[0] : undefined;

/** More channels than any network has: a damaged file must not decide how much memory is taken. */
const maxChannels = 65_536;

function perChannel(raw: RawWeights | null, x: Blob) {
  const channels = fixedSide(x, 1);
  const shared = singleValue(raw);
  if (shared === undefined) return weightsOf(raw, [channels]);
  if (channels > maxChannels) throw new Unsupported(`${String(channels)} channels`);
  return floats(Array<number>(channels).fill(shared), [channels]);
}
