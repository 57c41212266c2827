import { Unsupported } from '../unsupported.js';
import { flag, floats, int, ints, text } from './network.js';
import type { Blob, Network } from './network.js';
import { onlyInput, twoInputs } from './layer.js';
import type { Translate } from './layer.js';
import type { RawBorders } from '../../coreml/raw-network.js';
import { alike, onPlanes } from './planes.js';
import { axisOf, fixedSide, mapSide } from './shapes.js';
import { emitSlice } from './slicing.js';
import { knownValues } from './steps.js';
import { edgesOf } from './windows.js';

interface Padding {
  readonly paddingAmounts: RawBorders | null;
  readonly constant?: { readonly value: number };
  readonly reflection?: object;
  readonly replication?: object;
}
interface ConstantPad {
  readonly value: number;
  readonly padAmounts: readonly number[];
  readonly padToGivenOutputSizeMode: boolean;
}
interface Upsample {
  readonly scalingFactor: readonly number[];
  readonly fractionalScalingFactor: readonly number[];
  readonly mode: number;
  readonly linearUpsampleMode: number;
}
interface CropResize {
  readonly targetSize: readonly number[];
  readonly normalizedCoordinates: boolean;
  readonly mode: { readonly samplingMethod: number } | null;
  readonly boxIndicesMode: { readonly boxMode: number } | null;
  readonly spatialScale: number;
}

/** NeuralNetwork.proto, SamplingMode.Method and BoxCoordinatesMode.Coordinates, in MIL's words */
const samplings = ['STRICT_ALIGN_CORNERS', 'ALIGN_CORNERS', 'DEFAULT', 'OFFSET_CORNERS'];
const boxModes = ['CORNERS_HEIGHT_FIRST', 'CORNERS_WIDTH_FIRST', 'CENTER_SIZE_HEIGHT_FIRST', 'CENTER_SIZE_WIDTH_FIRST'];

/** Layers that pad, cut and resize. */
export const spatial: Readonly<Record<string, Translate>> = {
  padding: (parameters: Padding, inputs, network) =>
    alike(inputs, network, (views) => {
      const mode = parameters.reflection ? 'reflect' : parameters.replication ? 'replicate' : 'constant';
      const value = parameters.constant?.value ?? 0;
      return [pad(onlyInput(views), edgesOf(parameters.paddingAmounts), mode, value, network)];
    }),

  // The amounts may be a second input.
  constantPad: ({ value, padAmounts, padToGivenOutputSizeMode }: ConstantPad, [x, amountsBlob, ...more], network) => {
    if (x === undefined || more.length > 0) throw new Unsupported('no input, or more than two');
    const stated = amountsBlob ? knownValues(amountsBlob, 'padding').map(Math.trunc) : padAmounts;
    if (!padToGivenOutputSizeMode) return pad(x, stated, 'constant', value, network);
    // A size that is smaller than the input's leaves the axis as it is.
    const amounts = stated.map((size, at) => (size === 0 ? 0 : Math.max(0, size - fixedSide(x, Math.floor(at / 2)))));
    return pad(x, amounts, 'constant', value, network);
  },

  // Crops by amounts, or to the size of the second input.
  crop: (
    { cropAmounts, offset }: { cropAmounts: RawBorders | null; offset: readonly number[] },
    [x, like],
    network,
  ) => {
    if (!x) throw new Unsupported('no input');
    const amounts = edgesOf(cropAmounts);
    return [-2, -1].reduce((cut, axis, index) => {
      const [before = 0, after = 0] = amounts.slice(index * 2);
      if (!like) return emitSlice(cut, axis, before, after === 0 ? undefined : -after, 1, network);
      const from = offset[index] ?? 0;
      return emitSlice(cut, axis, from, from + fixedSide(like, axis), 1, network);
    }, x);
  },

  upsample: (parameters: Upsample, inputs, network) =>
    onPlanes(onlyInput(inputs), network, (x) => {
      const { scalingFactor, fractionalScalingFactor, linearUpsampleMode } = parameters;
      const [down = 1, across = 1] = fractionalScalingFactor.length === 2 ? fractionalScalingFactor : scalingFactor;
      const [batch, channels, height, width] = x.shape;
      const shape = [batch, channels, scaledSide(height, down), scaledSide(width, across)];
      const factors = { scale_factor_height: floats([down]), scale_factor_width: floats([across]) };
      if (parameters.mode === 0) return network.emit('upsample_nearest_neighbor', { x, ...factors }, shape);
      if (parameters.mode !== 1 || linearUpsampleMode > 2) {
        throw new Unsupported(`mode ${String(parameters.mode)}, linear mode ${String(linearUpsampleMode)}`);
      }
      const grid = {
        align_corners: flag(linearUpsampleMode === 1),
        half_pixel_centers: flag(linearUpsampleMode === 2),
      };
      return network.emit('upsample_bilinear', { x, ...factors, ...grid }, shape);
    }),

  resizeBilinear: (parameters: Pick<CropResize, 'targetSize' | 'mode'>, inputs, network) =>
    onPlanes(onlyInput(inputs), network, (x) => {
      const [height = 1, width = 1] = parameters.targetSize;
      const target = { target_size_height: int(height), target_size_width: int(width) };
      const mode = { sampling_mode: text(samplingOf(parameters.mode)) };
      return network.emit('resize_bilinear', { x, ...target, ...mode }, [...x.shape.slice(0, 2), height, width]);
    }),

  // A picture [1, B, C, H, W] and boxes [N, 1, 4 or 5, 1, 1] give [N, B or 1, C, H, W].
  cropResize: (parameters: CropResize, inputs, network) => {
    const [picture, roi] = twoInputs(inputs);
    const [sequence, batch, channels] = picture.shape;
    if (picture.shape.length !== 5 || sequence !== 1) throw new Unsupported('a picture that is not [1, B, C, H, W]');
    const x = network.emit('squeeze', { x: picture, axes: ints([0]) }, picture.shape.slice(1));
    const [height = 1, width = 1] = parameters.targetSize;
    const boxMode = boxModes[parameters.boxIndicesMode?.boxMode ?? 0];
    if (boxMode === undefined) throw new Unsupported('boxes of an unknown form');
    const operands = {
      target_height: int(height),
      target_width: int(width),
      normalized_coordinates: flag(parameters.normalizedCoordinates),
      spatial_scale: floats([parameters.spatialScale || 1]),
      box_coordinate_mode: text(boxMode),
      sampling_mode: text(samplingOf(parameters.mode)),
    };
    const shape = [roi.shape[0], fixedSide(roi, 2) === 5 ? 1 : batch, channels, height, width];
    return network.emit('crop_resize', { x, roi, ...operands }, shape);
  },
};

function samplingOf(mode: CropResize['mode']): string {
  const known = samplings[mode?.samplingMethod ?? 0];
  if (known === undefined) throw new Unsupported(`sampling ${String(mode?.samplingMethod)}`);
  return known;
}

const scaledSide = (one: number | undefined, factor: number): number | undefined =>
  mapSide(one, (known) => Math.floor(known * factor));

/** Pads the last axes; `amounts` are begin and end of each in turn. */
function pad(x: Blob, amounts: readonly number[], mode: string, value: number, network: Network): Blob {
  const first = axisOf(x, -amounts.length / 2);
  const shape = x.shape.map((one, axis) =>
    mapSide(one, (known) => known + (amounts[(axis - first) * 2] ?? 0) + (amounts[(axis - first) * 2 + 1] ?? 0)),
  );
  return network.emit('pad', { x, pad: ints(amounts), mode: text(mode), constant_val: floats([value]) }, shape);
}
