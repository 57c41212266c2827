import { createRequire } from 'node:module';
import type normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { once } from './once.js';

const require = createRequire(import.meta.url);
const cdf = once(() => require('@stdlib/stats-base-dists-normal-cdf') as typeof normalCdf);

/** P(Z > z) for the standard normal distribution. */
export const normalUpperTail = (z: number): number => cdf()(-z, 0, 1);
