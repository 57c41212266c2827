import { battery, lowPower, screen, thermal } from './condition.js';
import type { Check } from './check.js';
import { outputBackings, placement, psnrAll, psnrCpu, psnrFlexible } from './core-ml.js';
import {
  absentNotification,
  announcementsKept,
  appStates,
  crashReports,
  endAnnounced,
  launchTime,
} from './launching.js';
import { batteryTemperature, powerRefresh, powerUnit } from './gauge.js';
import { coldLoad, compiledKept, installationNoticed, purgeFindsCache } from './loads.js';
import { killClassified, memoryReadable, neuralMemory, neuralMemoryCounted, peakResets, recovers } from './process.js';
import { buildFound, containerPath, everyLaunchEnds, install, launchArguments, session, tunnelLasts } from './reach.js';
import { clock, cooldown, paced, sceneActive, sentinel } from './timing.js';
import { systemUpscaler } from './system-upscaler.js';
import { pushTime, transfer } from './transfer.js';

/** In the order in which one builds on another. */
export const checks: readonly Check[] = [
  session,
  tunnelLasts,
  install,
  buildFound,
  screen,
  launchArguments,
  launchTime,
  appStates,
  everyLaunchEnds,
  endAnnounced,
  announcementsKept,
  absentNotification,
  containerPath,
  transfer,
  pushTime,
  installationNoticed,
  compiledKept,
  purgeFindsCache,
  coldLoad,
  placement,
  psnrCpu,
  psnrAll,
  psnrFlexible,
  outputBackings,
  systemUpscaler,
  peakResets,
  memoryReadable,
  neuralMemory,
  neuralMemoryCounted,
  killClassified,
  recovers,
  crashReports,
  clock,
  sceneActive,
  paced,
  sentinel,
  thermal,
  cooldown,
  lowPower,
  battery,
  batteryTemperature,
  powerUnit,
  powerRefresh,
];
