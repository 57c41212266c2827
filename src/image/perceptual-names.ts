/** Metrics that a sweep may ask for beside PSNR and SSIM; they take seconds for each megapixel. */
export const perceptualMetrics = ['ms_ssim', 'ssimulacra2', 'flip', 'niqe'] as const;
export type PerceptualMetric = (typeof perceptualMetrics)[number];
