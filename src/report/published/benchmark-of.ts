import { basename } from 'node:path';
import { benchmarks } from './benchmarks.js';
import type { BenchmarkName } from './networks.js';

/** What is known of the images that a run was judged on. */
export interface JudgedImages {
  /** As results.csv has it: the folder's name, and what was cropped of each image. */
  readonly testset: string | undefined;
  /** How many images were enlarged. */
  readonly images: number;
  /** Where the plan keeps the true images, by scale and name; each file is named by the SHA-256 of its pixels. */
  readonly truths: Readonly<Record<string, { readonly source: string }>> | undefined;
}

/**
 * The benchmark that a run's images are: by their pixels where both sides are known, whatever the folder is called; otherwise by the
 * folder's name and the number of images. Undefined for other images, and for a benchmark of which a part was taken or cropped.
 */
export function benchmarkOf({ testset, images, truths }: JudgedImages): BenchmarkName | undefined {
  return benchmarks.find(({ calledToo, images: all, pixels }) =>
    pixels !== undefined && truths !== undefined
      ? hasOnly(pixels, all, truths)
      : images === all && calledToo.includes(testset?.toLowerCase() ?? ''),
  )?.name;
}

/** Whether each scale has so many true images, all of them among the known. */
function hasOnly(
  pixels: readonly string[],
  images: number,
  truths: Readonly<Record<string, { readonly source: string }>>,
): boolean {
  const entries = Object.entries(truths);
  const byScale = new Map<string, Set<string>>();
  for (const [key, { source }] of entries) {
    const scale = key.split(' ')[0] ?? '';
    byScale.set(scale, (byScale.get(scale) ?? new Set()).add(basename(source, '.rgb')));
  }
  return (
    entries.length > 0 &&
    [...byScale.values()].every(
      (found) => found.size === images && [...found].every((sha256) => pixels.includes(sha256)),
    )
  );
}
