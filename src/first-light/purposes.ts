import { firstLightLaunches as names } from './plan.js';

const purposes: ReadonlyMap<string, string> = new Map([
  [names.transfer, 'pushes 8 MB and pulls 4 MB'],
  [names.installed[0], 'the first load after an installation'],
  [names.installed[1], 'the first load after an upgrade'],
  ...names.purge.map((id) => [id, 'deletes what iOS keeps of loads'] as const),
  ...names.cold.map((id) => [id, 'a load after a purge'] as const),
  ...names.warm.map((id) => [id, 'a load that was prepared'] as const),
  [names.big, 'the memory of a big case'],
  [names.small, 'the memory of a small case'],
  [names.killed, 'the host ends it while it measures'],
  [names.clock, "its clock against the host's"],
  [names.paced, 'a prediction a second'],
  [names.qualityCpu, 'PSNR on the CPU'],
  [names.qualityAll, 'PSNR on all compute units'],
  [names.qualityFlexible, 'PSNR at another shape'],
  [names.qualitySystem, "iOS's own upscaler"],
]);

/** What a launch of first light tries, in a few words for the progress line. */
export const purposeOf = (launch: string): string | undefined => purposes.get(launch);
