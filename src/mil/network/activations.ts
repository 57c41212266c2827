import { Unsupported } from '../unsupported.js';
import { floats, text } from './network.js';
import type { Arguments, Blob } from './network.js';
import { onlyInput } from './layer.js';
import type { Translate } from './layer.js';
import type { RawWeights } from '../../coreml/raw-network.js';
import { alike, onPlanes } from './planes.js';
import { fixedSide } from './shapes.js';
import { weightCount, weightsOf } from './weights.js';

interface Activation {
  readonly kind?: string;
  readonly [name: string]: unknown;
}
type Coefficients = Readonly<Record<'alpha' | 'beta', number>>;
interface Parametric {
  readonly alpha: RawWeights | null;
  readonly beta?: RawWeights | null;
}

/** The operation and the coefficients of each activation. */
const activationKinds: Readonly<Record<string, readonly [string, readonly ('alpha' | 'beta')[]]>> = {
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

const geluModes = ['EXACT', 'TANH_APPROXIMATION', 'SIGMOID_APPROXIMATION'];

/** Activations: each element by itself, or by its channel. */
export const activations: Readonly<Record<string, Translate>> = {
  activation: (parameters: Activation, inputs, network) => {
    const kind = parameters.kind ?? '';
    const apply = (type: string, coefficients: Arguments) =>
      alike(inputs, network, (views) => {
        const x = onlyInput(views);
        return [network.emit(type, { x, ...coefficients }, x.shape)];
      });
    const known = Object.hasOwn(activationKinds, kind) ? activationKinds[kind] : undefined;
    if (known) {
      const [type, names] = known;
      const coefficients = names.map((name) => [name, floats([(parameters[kind] as Coefficients)[name]])] as const);
      return apply(type, Object.fromEntries(coefficients));
    }
    if (kind !== 'PReLU' && kind !== 'parametricSoftplus') throw new Unsupported('unknown kind');
    const { alpha, beta = null } = parameters[kind] as Parametric;
    if (kind === 'PReLU' && weightCount(alpha) === 1) {
      return apply('leaky_relu', { alpha: floats([Number(weightsOf(alpha, [1]).values[0])]) });
    }
    return onPlanes(onlyInput(inputs), network, (x) => {
      if (kind === 'PReLU') return network.emit('prelu', { x, alpha: perChannel(alpha, x) }, x.shape);
      const coefficients = { alpha: perChannel(alpha, x), beta: perChannel(beta, x) };
      return network.emit('softplus_parametric', { x, ...coefficients }, x.shape);
    });
  },

  clampedReLU: ({ alpha, beta }: Coefficients, inputs, network) => {
    const x = onlyInput(inputs);
    return network.emit('clamped_relu', { x, alpha: floats([alpha]), beta: floats([beta]) }, x.shape);
  },

  gelu: ({ mode }: { mode: number }, inputs, network) => {
    const x = onlyInput(inputs);
    const known = geluModes[mode];
    if (known === undefined) throw new Unsupported(`mode ${String(mode)}`);
    return network.emit('gelu', { x, mode: text(known) }, x.shape);
  },
};

/** More channels than any network has: a damaged file must not decide how much memory is taken. */
const maxChannels = 65_536;

/** One number for each channel; a single one is for all of them. */
function perChannel(raw: RawWeights | null, x: Blob) {
  const channels = fixedSide(x, 1);
  if (weightCount(raw) !== 1) return weightsOf(raw, [channels]);
  if (channels > maxChannels) throw new Unsupported(`${String(channels)} channels`);
  return floats(Array<number>(channels).fill(Number(weightsOf(raw, [1]).values[0])), [channels]);
}
