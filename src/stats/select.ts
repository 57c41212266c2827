/**
 * The value that would stand at `index` if the values were sorted, by Hoare's quickselect (1961). Reorders: smaller ones end
 * up before it, larger ones behind it. Throws RangeError for an index outside. No value may be NaN.
 */
export function selectInPlace(values: Float64Array, index: number): number {
  if (!(index >= 0 && index < values.length)) throw new RangeError('no value stands there');
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? NaN;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] ?? NaN) < pivot) left++;
      while ((values[right] ?? NaN) > pivot) right--;
      if (left > right) break;
      const kept = values[left] ?? NaN;
      values[left++] = values[right] ?? NaN;
      values[right--] = kept;
    }
    if (index <= right) high = right;
    else if (index >= left) low = left;
    else break;
  }
  return values[index] ?? NaN;
}
