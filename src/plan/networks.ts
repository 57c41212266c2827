import { openImageDistance } from '../runtime/index.js';
import type { ImageDistance } from '../runtime/index.js';
import { networkMetrics } from './figure-names.js';
import type { NetworkFiles, NetworkMetric } from './figure-names.js';

/** As the authors' own programs take RGB: richzhang/PerceptualSimilarity and dingkeyan93/DISTS. */
const ranges: Readonly<Record<NetworkMetric, readonly [number, number]>> = { lpips: [-1, 1], dists: [0, 1] };

/** Throws a Problem for a file that compares no two images. */
export const openNetwork = (metric: NetworkMetric, file: string): Promise<ImageDistance> =>
  openImageDistance(file, ranges[metric]);

/** The sha256 of each network that is named, and where each is. Throws a Problem for a file that compares no two images. */
export async function readNetworks(named: NetworkFiles): Promise<{
  readonly networks: Partial<Record<NetworkMetric, string>>;
  readonly networkFiles: Record<string, string>;
}> {
  const networks: Partial<Record<NetworkMetric, string>> = {};
  const networkFiles: Record<string, string> = {};
  for (const metric of networkMetrics) {
    const file = named[metric];
    if (file === undefined) continue;
    const network = await openNetwork(metric, file);
    await network.release();
    networks[metric] = network.sha256;
    networkFiles[network.sha256] = file;
  }
  return { networks, networkFiles };
}
