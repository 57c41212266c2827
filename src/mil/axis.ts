/**
 * Counts an axis from the front; a negative one counts from the end, as in NumPy. Undefined where `rank` axes have no such
 * one. The only place that does so for operations and compressed weights.
 */
export function axisFromFront(axis: number, rank: number): number | undefined {
  const fromFront = axis < 0 ? axis + rank : axis;
  return Number.isInteger(axis) && fromFront >= 0 && fromFront < rank ? fromFront : undefined;
}
