import type { FeatureDescription } from '../../coreml/feature.js';
import { ints, text } from './network.js';
import type { Blob, Network } from './network.js';
import { toPlanes } from './planes.js';
import { dtypeOf } from './inputs.js';
import { productOf, reshapedSides } from './shapes.js';
import { emitReshape } from './steps.js';

/** Gives a result the shape and type in which a caller gets it. */
export function finish(x: Blob, { type }: FeatureDescription, isLegacy: boolean, network: Network): Blob {
  if (type.kind === 'image') return toPlanes(x, network);
  const stated = type.kind === 'array' ? type.shape : [];
  const shaped = shapedAs(x, stated, isLegacy, network);
  if (type.kind !== 'array' || dtypeOf(type.element) === 'fp32') return shaped;
  return network.emit('cast', { x: shaped, dtype: text('int32') }, shaped.shape, 'int32');
}

/**
 * A stated shape holds where it has other axes for the same elements. Five axes by convention are three, or one where a
 * shape of one was meant; else a result has the axes that the network computes.
 */
function shapedAs(x: Blob, stated: readonly number[], isLegacy: boolean, network: Network): Blob {
  const [made, wanted] = [productOf(x.shape), productOf(stated)];
  if (stated.length > 0 && (made === undefined || made === wanted)) {
    if (stated.length === x.shape.length) return x;
    if (made !== undefined || stated.length < 3) {
      return network.emit('reshape', { x, shape: ints(stated) }, reshapedSides(x.shape, stated));
    }
  }
  const [sequence, batch, ...sides] = x.shape;
  if (!isLegacy || x.shape.length !== 5 || sequence !== 1 || batch !== 1) return x;
  const planes = network.planesOf(x);
  if (planes) return network.emit('squeeze', { x: planes, axes: ints([0]) }, sides);
  return emitReshape(
    x,
    sides.map((side) => side ?? -1),
    network,
  );
}
