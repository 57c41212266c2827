import { createRequire } from 'node:module';
import type tCdf from '@stdlib/stats-base-dists-t-cdf';
import type tQuantileOf from '@stdlib/stats-base-dists-t-quantile';
import { once } from './once.js';

/** Loading the distribution costs more than most commands do, so it is loaded when the first value is asked for. */
const require = createRequire(import.meta.url);
const cdf = once(() => require('@stdlib/stats-base-dists-t-cdf') as typeof tCdf);
const quantile = once(() => require('@stdlib/stats-base-dists-t-quantile') as typeof tQuantileOf);

const known = new Map<string, number>();

/** The value that Student's t with `degrees` of freedom stays below with probability `share`. */
export function tQuantile(share: number, degrees: number): number {
  const key = `${String(share)} ${String(degrees)}`;
  const value = known.get(key) ?? quantile()(share, degrees);
  known.set(key, value);
  return value;
}

/** P(T > t) for Student's t with `degrees` of freedom. By symmetry from the lower tail, which keeps its digits. */
export const tUpperTail = (t: number, degrees: number): number => cdf()(-t, degrees);
