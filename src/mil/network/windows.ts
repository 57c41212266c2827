import { Unsupported } from '../unsupported.js';
import { ints, text } from './network.js';
import type { Arguments, Blob } from './network.js';
import type { RawBorders, RawPadding } from '../../coreml/raw-network.js';
import type { OpenShape } from '../program.js';
import { mapSide } from './shapes.js';

/** The window of a convolution or pool, along each spatial axis. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** `amounts` are begin and end of each axis in turn, in elements. */
export type Padding =
  | { readonly kind: 'same'; readonly heavyAtStart: boolean }
  | { readonly kind: 'amounts'; readonly amounts: readonly number[] };

export interface Padding3d {
  readonly paddingType: number;
  readonly customPaddingFront: number;
  readonly customPaddingBack: number;
  readonly customPaddingTop: number;
  readonly customPaddingBottom: number;
  readonly customPaddingLeft: number;
  readonly customPaddingRight: number;
}

/** The windows of a layer that slides over volumes. */
export interface Windows3d extends Padding3d {
  readonly kernelDepth: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideDepth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
}

export const paddingOf = ({ same, valid }: RawPadding): Padding =>
  same
    ? { kind: 'same', heavyAtStart: same.asymmetryMode === 1 }
    : { kind: 'amounts', amounts: edgesOf(valid?.paddingAmounts ?? null) };

/** NeuralNetwork.proto, Convolution3DLayerParams.PaddingType and Pooling3DLayerParams.Pooling3DPaddingType */
export function paddingOf3d(parameters: Padding3d): Padding {
  switch (parameters.paddingType) {
    case 0:
      return {
        kind: 'amounts',
        amounts: [
          parameters.customPaddingFront,
          parameters.customPaddingBack,
          parameters.customPaddingTop,
          parameters.customPaddingBottom,
          parameters.customPaddingLeft,
          parameters.customPaddingRight,
        ],
      };
    case 1:
      return { kind: 'amounts', amounts: [0, 0, 0, 0, 0, 0] };
    case 2:
      return { kind: 'same', heavyAtStart: false };
    default:
      throw new Unsupported(`padding type ${String(parameters.paddingType)}`);
  }
}

/** How far a window reaches along an axis. */
export const reachOf = ({ kernel, dilations }: Window, axis: number): number =>
  ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;

/** The operands of a padded window, and the sides that it makes of the blob's spatial ones. */
export function padWindow(x: Blob, window: Window, padding: Padding): { inputs: Arguments; sides: OpenShape } {
  const spatial = x.shape.slice(2);
  const stride = (axis: number): number => window.strides[axis] ?? 1;
  if (padding.kind === 'same') {
    const sides = spatial.map((one, axis) => mapSide(one, (length) => Math.ceil(length / stride(axis))));
    return { inputs: { pad_type: text(padding.heavyAtStart ? 'same_lower' : 'same') }, sides };
  }
  const { amounts } = padding;
  const sides = spatial.map((one, axis) =>
    mapSide(one, (length) => {
      const whole = length + (amounts[axis * 2] ?? 0) + (amounts[axis * 2 + 1] ?? 0);
      return Math.floor((whole - reachOf(window, axis)) / stride(axis)) + 1;
    }),
  );
  return { inputs: { pad_type: text('custom'), pad: ints(amounts) }, sides };
}

/** Top, bottom, left and right in pixels; 0 where a layer states nothing. */
export const edgesOf = (amounts: RawBorders | null): number[] =>
  [0, 1].flatMap((axis) => {
    const edges = amounts?.borderAmounts[axis];
    return [edges?.startEdgeSize ?? 0, edges?.endEdgeSize ?? 0];
  });

export const pairOr = (stated: readonly number[], otherwise: number): number[] =>
  stated.length === 2 ? [...stated] : [otherwise, otherwise];

/** Numbers of which 0 stands for what is not set. */
export const orOtherwise = (stated: readonly number[], otherwise: number): number[] =>
  stated.map((one) => one || otherwise);
