import { battery, clock, lowPower, screen, sentinel, thermal } from './condition.js';
import type { Check } from './check.js';
import { coldLoad, compiledKept, outputBackings, placement, psnrAll, psnrCpu, psnrFlexible } from './core-ml.js';
import { killClassified, memoryReadable, neuralMemory, peakResets, recovers } from './process.js';
import { containerPath, everyLaunchEnds, install, launchArguments, session } from './reach.js';
import { pushTime, transfer } from './transfer.js';

/** In the order in which one builds on another. */
export const checks: readonly Check[] = [
  session,
  install,
  screen,
  launchArguments,
  everyLaunchEnds,
  containerPath,
  transfer,
  pushTime,
  compiledKept,
  coldLoad,
  placement,
  psnrCpu,
  psnrAll,
  psnrFlexible,
  outputBackings,
  peakResets,
  memoryReadable,
  neuralMemory,
  killClassified,
  recovers,
  clock,
  thermal,
  lowPower,
  battery,
  sentinel,
];
