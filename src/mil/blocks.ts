/**
 * For every element of a tensor, which element of a coarser tensor of the same rank covers it; both row-major. Scales
 * and tables of compressed weights are such coarser tensors: one entry for a block of `shape[i] / coarse[i]` elements
 * along each axis.
 */
export function covering(shape: readonly number[], coarse: readonly number[]): Int32Array {
  let covered = new Int32Array(1);
  shape.forEach((side, axis) => {
    const blocks = coarse[axis] ?? 1;
    const block = side / blocks;
    const next = new Int32Array(covered.length * side);
    covered.forEach((before, index) => {
      for (let i = 0; i < side; i++) next[index * side + i] = before * blocks + Math.floor(i / block);
    });
    covered = next;
  });
  return covered;
}

/** True when every side of `coarse` divides its side of `shape`. */
export const covers = (coarse: readonly number[], shape: readonly number[]): boolean =>
  coarse.length === shape.length && shape.every((side, axis) => side % (coarse[axis] ?? 0) === 0);
