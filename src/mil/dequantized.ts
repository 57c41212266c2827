import { coveringElements, divides } from './blocks.js';
import { lazyConstant } from './constant.js';
import type { Constant } from './constant.js';
import { check } from './contradiction.js';
import type { Dtype } from './dtype.js';
import { roundToHalf } from './half.js';

/** Computes scale * (data - offset), with a scale and an offset for each block of `data`. */
export function dequantized(data: Constant, scale: Constant, offset: Constant | undefined, dtype: Dtype): Constant {
  check(divides(scale.shape, data.shape), 'the scales do not divide the shape');
  check(offset === undefined || divides(offset.shape, data.shape), 'the offsets do not divide the shape');
  const bytes = data.stored.bytes + scale.stored.bytes + (offset?.stored.bytes ?? 0);
  return lazyConstant(dtype, data.shape, { form: data.stored.form, bytes }, () => {
    const block = coveringElements(data.shape, scale.shape);
    const offsetBlock = offset && coveringElements(data.shape, offset.shape);
    const round = dtype === 'fp16' ? roundToHalf : Math.fround;
    const values = new Float32Array(block.length);
    block.forEach((at, index) => {
      const shift = offset ? Number(offset.values[offsetBlock?.[index] ?? 0]) : 0;
      values[index] = round(Number(scale.values[at]) * round(Number(data.values[index]) - shift));
    });
    return values;
  });
}
