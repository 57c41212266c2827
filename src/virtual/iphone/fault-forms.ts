/**
 * How each fault is written on the command line, after `PHONE/` where it is not for the first phone. N counts the launches
 * of the phone from 1, and with @STEP those whose job has the step.
 */
export const faultForms = {
  kill: 'kill:STEP[:N]',
  freeze: 'freeze[:N]',
  jetsam: 'jetsam[@STEP][:N]',
  watchdog: 'watchdog[@STEP][:N]',
  crash: 'crash[@STEP][:N]',
  'crash-at-start': 'crash-at-start[:N]',
  'torn-events': 'torn-events[@STEP][:N]',
  hang: 'hang[@STEP][:N]',
  'endless-compile': 'endless-compile[:N]',
  'app-disk-full': 'app-disk-full[@STEP][:N]',
  'slow-launch': 'slow-launch[:N[:SECONDS]]',
  'hang-launch': 'hang-launch[:N[:SECONDS]]',
  'late-attach': 'late-attach[:N[:SECONDS]]',
  'unknown-state': 'unknown-state[:N]',
  lock: 'lock[:N[:SECONDS]]',
  alert: 'alert[:N[:SECONDS]]',
  heat: 'heat[:N[:SECONDS]]',
  hot: 'hot[:N[:SECONDS]]',
  'lost-notification': 'lost-notification[:N]',
  'torn-status': 'torn-status[:N]',
  battery: 'battery[:N]',
  'battery-low': 'battery-low[:N]',
  'battery-silent': 'battery-silent[:N]',
  'battery-nonsense': 'battery-nonsense[:N]',
  'wda-dies': 'wda-dies[@STEP][:N]',
  'orphan-wda': 'orphan-wda[@STEP][:N[:SECONDS]]',
  'wda-hangs': 'wda-hangs[@STEP][:N[:SECONDS]]',
  'wda-slow': 'wda-slow[:N[:SECONDS]]',
  'wda-errors': 'wda-errors[@STEP][:N]',
  unplug: 'unplug[@STEP][:N[:SECONDS]]',
  reboot: 'reboot[@STEP][:N[:SECONDS]]',
  'pairing-lost': 'pairing-lost[@STEP][:N]',
  'appium-dies': 'appium-dies[@STEP][:N]',
  'clock-jump': 'clock-jump[@STEP][:N[:SECONDS]]',
  'push-stalls': 'push-stalls[:N[:SECONDS]]',
  'push-truncated': 'push-truncated[:N]',
  'push-corrupted': 'push-corrupted[:N]',
  'pull-stalls': 'pull-stalls[:N[:SECONDS]]',
  'pull-truncated': 'pull-truncated[:N]',
  'pull-corrupted': 'pull-corrupted[:N]',
  'no-space': 'no-space[:N[:SECONDS]]',
  'file-service-dies': 'file-service-dies[:N]',
  'tunnel-drops': 'tunnel-drops[@STEP][:N[:SECONDS]]',
  'tunnel-dead': 'tunnel-dead[@STEP][:N[:SECONDS]]',
  'registry-empty': 'registry-empty[@STEP][:N[:SECONDS]]',
  'tunnel-waits': 'tunnel-waits[:N[:SECONDS]]',
} as const;

export type FaultKind = keyof typeof faultForms;

/** Those that only a phone with a tunnel can have. */
export const tunnelFaults: readonly FaultKind[] = ['tunnel-drops', 'tunnel-dead', 'registry-empty', 'tunnel-waits'];

/** All of them, for help texts and refusals. */
export const faultFormList = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(Object.values(faultForms));
