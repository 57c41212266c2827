import { Unsupported } from '../unsupported.js';
import { ints } from './network.js';
import type { Blob, Network } from './network.js';
import type { OpenShape } from '../program.js';
import { productOf } from './shapes.js';
import { emitReshape } from './steps.js';

/**
 * Layers for pictures take blobs of three and more axes, of which all before channels, height and width count as a batch.
 * MIL's operations take [N, C, H, W]. Views in that shape are remembered, so that a chain of such layers needs no others.
 */
export function toPlanes(x: Blob, network: Network): Blob {
  const rank = x.shape.length;
  if (rank === 4) return x;
  if (rank < 3) throw new Unsupported(`an input of ${String(rank)} axes`);
  const known = network.planesOf(x);
  if (known) return known;
  const planes = fold(x, network);
  network.rememberPlanes(x, planes);
  return planes;
}

/** Gives a result that was computed as [N, C, H, W] the leading axes of the layer's input. */
export function fromPlanes(planes: Blob, like: OpenShape, network: Network): Blob {
  const lead = like.slice(0, -3);
  if (lead.length === 1) return planes;
  const y = unfold(planes, lead, network);
  network.rememberPlanes(y, planes);
  return y;
}

/** Computes a layer for pictures on its input as [N, C, H, W]. */
export const onPlanes = (x: Blob, network: Network, compute: (planes: Blob) => Blob): Blob =>
  fromPlanes(compute(toPlanes(x, network)), x.shape, network);

/**
 * Computes a layer that works alike in any number of axes, on the views as [N, C, H, W] where all inputs have such a view
 * and the same leading axes.
 */
export function alike(
  inputs: readonly Blob[],
  network: Network,
  compute: (inputs: readonly Blob[]) => readonly Blob[],
): Blob[] {
  const views = inputs.flatMap((x) => network.planesOf(x) ?? []);
  const leads = new Set(inputs.map(({ shape }) => shape.slice(0, -3).join()));
  const [first] = inputs;
  if (first === undefined || views.length < inputs.length || leads.size > 1) return [...compute(inputs)];
  return compute(views).map((planes) => fromPlanes(planes, first.shape, network));
}

function fold(x: Blob, network: Network): Blob {
  const { shape } = x;
  const sides = shape.slice(-3);
  if (shape.length === 3) return network.emit('expand_dims', { x, axes: ints([0]) }, [1, ...shape]);
  const one = shape.length === 5 ? shape.slice(0, 2).indexOf(1) : -1;
  if (one >= 0) {
    return network.emit(
      'squeeze',
      { x, axes: ints([one]) },
      shape.filter((_, axis) => axis !== one),
    );
  }
  return emitReshape(x, [productOf(shape.slice(0, -3)) ?? -1, ...sides.map((side) => side ?? -1)], network);
}

function unfold(planes: Blob, lead: OpenShape, network: Network): Blob {
  const sides = planes.shape.slice(1);
  if (lead.length === 0) return network.emit('squeeze', { x: planes, axes: ints([0]) }, sides);
  const one = lead.length === 2 ? lead.indexOf(1) : -1;
  const other = planes.shape[0];
  if (one >= 0) {
    const shape = one === 0 ? [1, other, ...sides] : [other, 1, ...sides];
    return network.emit('expand_dims', { x: planes, axes: ints([one]) }, shape);
  }
  return emitReshape(
    planes,
    [...lead, ...sides].map((side) => side ?? -1),
    network,
  );
}
