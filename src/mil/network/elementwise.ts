import { Unsupported } from '../unsupported.js';
import { floats, text } from './network.js';
import type { Blob, Network } from './network.js';
import { only } from './layer.js';
import type { Translate } from './layer.js';
import type { RawWeights } from '../../coreml/raw-network.js';
import { broadcast, known } from './shapes.js';
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

/** Activations without parameters, with alpha, with alpha and beta. */
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

const same =
  (type: string): Translate =>
  (_, inputs, network) => {
    const x = only(inputs);
    return network.emit(type, { x }, x.shape);
  };

const binary =
  (type: string): Translate =>
  (_, [x, y], network) => {
    if (!x || !y) throw new Unsupported('with one input');
    return both(type, x, y, network);
  };

const both = (type: string, x: Blob, y: Blob, network: Network): Blob =>
  network.emit(type, { x, y }, broadcast(x.shape, y.shape));

/** Any number of inputs; one alone is taken together with `alpha`. */
const joined =
  (type: string): Translate =>
  ({ alpha }: { alpha: number }, inputs, network) => {
    const [first, ...others] = inputs;
    if (!first) throw new Unsupported('without input');
    if (others.length === 0) return network.emit(type, { x: first, y: floats([alpha]) }, first.shape);
    return others.reduce((x, y) => both(type, x, y, network), first);
  };

const gelus = ['EXACT', 'TANH_APPROXIMATION', 'SIGMOID_APPROXIMATION'];

/** Layers that work element by element. */
export const elementwise: Readonly<Record<string, Translate>> = {
  activation: (of: Activation, inputs, network) => {
    const x = only(inputs);
    const kind = of.kind ?? '';
    const known = Object.hasOwn(activations, kind) ? activations[kind] : undefined;
    if (known) {
      const [type, names] = known;
      const given = names.map((name) => [name, floats([(of[kind] as Linear)[name]])] as const);
      return network.emit(type, { x, ...Object.fromEntries(given) }, x.shape);
    }
    if (kind !== 'PReLU' && kind !== 'parametricSoftplus') throw new Unsupported('of an unknown kind');
    const { alpha, beta } = of[kind] as Parametric;
    const shared = singleOf(alpha);
    if (kind === 'PReLU' && shared !== undefined) {
      return network.emit('leaky_relu', { x, alpha: floats([shared]) }, x.shape);
    }
    if (kind === 'PReLU') return network.emit('prelu', { x, alpha: perChannel(alpha, x) }, x.shape);
    const both = { alpha: perChannel(alpha, x), beta: perChannel(beta, x) };
    return network.emit('softplus_parametric', { x, ...both }, x.shape);
  },

  // f(scale * x + shift)
  unary: ({ type, alpha, epsilon, shift, scale }: Unary, inputs, network) => {
    const given = only(inputs);
    const straight = scale === 1 && shift === 0;
    const inner = { x: given, alpha: floats([scale]), beta: floats([shift]) };
    const x = straight ? given : network.emit('linear_activation', inner, given.shape);
    const known = unaries[type];
    if (known === undefined) throw new Unsupported(`of type ${String(type)}`);
    return network.emit(known[0], { x, ...known[1]({ alpha, epsilon }) }, x.shape);
  },

  clip: ({ minVal, maxVal }: { minVal: number; maxVal: number }, inputs, network) => {
    const x = only(inputs);
    return network.emit('clip', { x, alpha: floats([minVal]), beta: floats([maxVal]) }, x.shape);
  },

  gelu: ({ mode }: { mode: number }, inputs, network) => {
    const x = only(inputs);
    return network.emit('gelu', { x, mode: text(gelus[mode] ?? 'EXACT') }, x.shape);
  },

  average: (_, inputs, network) => {
    const total = inputs.reduce((x, y) => both('add', x, y, network));
    return network.emit('mul', { x: total, y: floats([1 / inputs.length]) }, total.shape);
  },

  add: joined('add'),
  multiply: joined('mul'),
  max: joined('maximum'),
  min: joined('minimum'),
  addBroadcastable: joined('add'),
  multiplyBroadcastable: joined('mul'),
  maxBroadcastable: joined('maximum'),
  minBroadcastable: joined('minimum'),
  subtractBroadcastable: binary('sub'),
  divideBroadcastable: binary('real_div'),
  floorDivBroadcastable: binary('floor_div'),
  powBroadcastable: binary('pow'),
  copy: same('identity'),
  ceil: same('ceil'),
  floor: same('floor'),
  sign: same('sign'),
  round: same('round'),
  exp2: same('exp2'),
  tanh: same('tanh'),
  erf: same('erf'),
};

type UnaryInputs = (of: Pick<Unary, 'alpha' | 'epsilon'>) => Record<string, ReturnType<typeof floats>>;

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

/** One number that all channels share. */
const singleOf = (raw: RawWeights | null): number | undefined =>
  raw?.floatValue.length === 1 ? raw.floatValue[0] : undefined;

/** More than any network has: what a damaged file says must not decide how much memory is taken. */
const mostChannels = 65_536;

function perChannel(raw: RawWeights | null, x: Blob) {
  const channels = known(x, 1);
  const shared = singleOf(raw);
  if (shared === undefined) return weightsOf(raw, [channels]);
  if (channels > mostChannels) throw new Unsupported(`of ${String(channels)} channels`);
  return floats(Array<number>(channels).fill(shared), [channels]);
}
