/**
 * Finds for every element of a tensor the element of a coarser tensor of the same rank that covers it; both are
 * row-major. Scales and tables of compressed weights are such coarser tensors: one entry for a block of
 * `shape[i] / coarse[i]` elements along each axis.
 */
export function coveringElements(shape: readonly number[], coarse: readonly number[]): Int32Array {
  let indices = new Int32Array(1);
  shape.forEach((side, axis) => {
    const blocks = coarse[axis] ?? 1;
    const block = side / blocks;
    const next = new Int32Array(indices.length * side);
    indices.forEach((coarseIndex, index) => {
      for (let i = 0; i < side; i++) next[index * side + i] = coarseIndex * blocks + Math.floor(i / block);
    });
    indices = next;
  });
  return indices;
}

/** Whether every side of `coarse` divides its side of `shape`. */
export const divides = (coarse: readonly number[], shape: readonly number[]): boolean =>
  coarse.length === shape.length && shape.every((side, axis) => side % (coarse[axis] ?? 0) === 0);
