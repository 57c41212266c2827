import jstat from 'jstat';
import { mean, median } from './summary.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const batches = 10;
/** Student's t, two-sided 95 %. */
const t = jstat.studentt.inv(0.975, batches - 1);

/**
 * A 95 % interval of the centre of one launch, by the method of batch means over ten medians of consecutive values:
 * iterations of one process are not independent, and their own spread would promise far too much. Undefined for fewer
 * than two values a batch.
 */
export function batchInterval(values: readonly number[]): Interval | undefined {
  if (values.length < 2 * batches) return undefined;
  const medians = Array.from({ length: batches }, (_, index) =>
    median(
      values.slice(Math.floor((index * values.length) / batches), Math.floor(((index + 1) * values.length) / batches)),
    ),
  );
  const centre = mean(medians);
  const variance = medians.reduce((total, value) => total + (value - centre) ** 2, 0) / (batches - 1);
  const half = t * Math.sqrt(variance / batches);
  return { low: centre - half, high: centre + half };
}
