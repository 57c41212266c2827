/** Rounds for each halving after which the rest is sorted instead: a bad order of values may not take quadratic time. */
const patience = 4;

/**
 * The value that would stand at `index` if the values were sorted, by Hoare's quickselect (1961), which sorts what is left
 * when it makes no headway (Musser 1997, "Introspective sorting and selection algorithms"). Reorders: smaller ones end up
 * before it, larger ones behind it. Values before `from` stay where they are, and must not be above the others. Throws
 * RangeError for an index outside. No value may be NaN.
 */
export function selectInPlace(values: Float64Array, index: number, from = 0): number {
  if (!(index >= from && index < values.length)) throw new RangeError('no value stands there');
  let low = from;
  let high = values.length - 1;
  for (let rounds = patience * Math.log2(values.length); low < high; rounds--) {
    if (rounds <= 0) {
      values.subarray(low, high + 1).sort();
      break;
    }
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
