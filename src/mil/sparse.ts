import { elementCount, elementsOf, lazyConstant } from './constant.js';
import type { Constant, Elements } from './constant.js';
import { check } from './contradiction.js';
import type { Dtype } from './dtype.js';

/** Lays the stored values where the mask is set, in row-major order, and zeros elsewhere. */
export function scattered(mask: Constant, nonzero: Constant, dtype: Dtype): Constant {
  const stored = { form: `sparse ${nonzero.stored.form}`, bytes: mask.stored.bytes + nonzero.stored.bytes };
  return lazyConstant(dtype, mask.shape, stored, () => {
    const set = setPositions(mask.values);
    check(set.length === nonzero.values.length, 'the mask does not count the values');
    const values = new Float32Array(elementCount(mask.shape));
    set.forEach((position, index) => (values[position] = Number(nonzero.values[index])));
    return values;
  });
}

/** The inverse of `scattered`: the elements of `dense` where the mask is set, `vector` for each of `nonzero`. */
export function picked(mask: Constant, dense: Constant, nonzero: Constant, vector: number): Constant {
  // `scattered` says so again, once for the whole weight, and with the mask in the count.
  const form = dense.stored.form.replace(/^sparse /, '');
  const stored = { form, bytes: dense.stored.bytes - mask.stored.bytes };
  return lazyConstant(dense.dtype, [elementCount(nonzero.shape) * vector], stored, () =>
    Float32Array.from(setPositions(mask.values), (position) => Number(dense.values[position])),
  );
}

/** Widens a mask for vectors that take the place of single elements along `axis`. */
export function expanded(mask: Constant, axis: number, vector: number): Constant {
  if (vector === 1) return mask;
  const shape = mask.shape.map((side, index) => (index === axis ? side * vector : side));
  const inner = elementCount(mask.shape.slice(axis + 1));
  return lazyConstant(mask.dtype, shape, mask.stored, () =>
    Int32Array.from({ length: elementCount(shape) }, (_, at) => {
      const row = Math.floor(at / inner);
      return Number(mask.values[Math.floor(row / vector) * inner + (at % inner)]);
    }),
  );
}

/** Masks of iOS 16: a bit for each element of `shape`, the least significant first. */
export function unpackedMask(mask: Constant, shape: readonly number[]): Constant {
  const count = elementCount(shape);
  check(elementCount(mask.shape) === Math.ceil(count / 8), 'the mask does not match the shape');
  return lazyConstant('uint1', shape, mask.stored, () =>
    elementsOf('uint1', count, Uint8Array.from(mask.values as Int32Array)),
  );
}

/** Finds where a mask is set. */
function setPositions(mask: Elements): number[] {
  const set: number[] = [];
  for (let index = 0; index < mask.length; index++) if (Number(mask[index]) !== 0) set.push(index);
  return set;
}
