import type { Constant } from '../mil/constant.js';

/** How many numbers training adjusted behind a constant, and how many of them are not zero. */
export interface Count {
  readonly count: number;
  readonly nonzero: number;
}

/**
 * Counts a window attention's relative position bias (Swin Transformer, Liu et al. 2021, section 3.2). A package holds
 * it spread out, [..., heads, M*M, M*M], one entry for each pair of positions; what was trained is one number for each
 * head and offset, heads * (2M-1)^2. Undefined when entries of equal offset differ, so it is something else: a mask, say.
 */
export function countRelativeBias({ shape, values }: Constant): Count | undefined {
  const [heads = 0, positions = 0, others] = shape.slice(-3);
  const side = Math.sqrt(positions);
  if (shape.length < 3 || others !== positions || !Number.isInteger(side) || side < 2) return undefined;
  if (shape.slice(0, -3).some((length) => length !== 1)) return undefined;
  const offsets = 2 * side - 1;
  const table = new Float64Array(heads * offsets ** 2).fill(NaN);
  for (let at = 0; at < values.length; at++) {
    const [to, from] = [at % positions, Math.floor(at / positions) % positions];
    const [down, right] = [Math.floor(from / side) - Math.floor(to / side), (from % side) - (to % side)];
    const head = Math.floor(at / positions ** 2);
    const entry = (head * offsets + down + side - 1) * offsets + right + side - 1;
    const value = Number(values[at]);
    if (!Number.isNaN(table[entry]) && table[entry] !== value) return undefined;
    table[entry] = value;
  }
  return { count: table.length, nonzero: table.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0) };
}
