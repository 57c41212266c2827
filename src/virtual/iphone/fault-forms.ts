/** How each fault is written on the command line. N counts the launches of the first phone, from 1. */
export const faultForms = {
  kill: 'kill:STEP[:N]',
  freeze: 'freeze[:N]',
  jetsam: 'jetsam[:N]',
  watchdog: 'watchdog[:N]',
  crash: 'crash[:N]',
  'slow-launch': 'slow-launch[:N[:SECONDS]]',
  'hang-launch': 'hang-launch[:N[:SECONDS]]',
  'late-attach': 'late-attach[:N[:SECONDS]]',
  'unknown-state': 'unknown-state[:N]',
  lock: 'lock[:N[:SECONDS]]',
  alert: 'alert[:N[:SECONDS]]',
  heat: 'heat[:N[:SECONDS]]',
  'lost-notification': 'lost-notification[:N]',
  'torn-status': 'torn-status[:N]',
  battery: 'battery[:N]',
  'wda-dies': 'wda-dies[:N]',
  'orphan-wda': 'orphan-wda[:N[:SECONDS]]',
  unplug: 'unplug[:N[:SECONDS]]',
} as const;

export type FaultKind = keyof typeof faultForms;

/** All of them, for help texts and refusals. */
export const faultFormList = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(Object.values(faultForms));
