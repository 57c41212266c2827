import { perceptualMetrics } from '../image/perceptual-names.js';

/** Metrics of a network, whose file a person names. */
export const networkMetrics = ['lpips', 'dists'] as const;
export type NetworkMetric = (typeof networkMetrics)[number];

/** All metrics that are computed only when they are asked for, in the order of their columns. */
export const figureNames = [...perceptualMetrics, ...networkMetrics] as const;
export type FigureName = (typeof figureNames)[number];

/** The files of networks, as they are named. */
export type NetworkFiles = Readonly<Partial<Record<NetworkMetric, string>>>;
