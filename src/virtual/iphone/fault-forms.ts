/** How each fault is written on the command line. N counts the launches of the first phone, from 1. */
export const faultForms = {
  kill: 'kill:STEP[:N]',
  freeze: 'freeze[:N]',
  'wda-dies': 'wda-dies[:N]',
  unplug: 'unplug[:N[:SECONDS]]',
} as const;

export type FaultKind = keyof typeof faultForms;

/** All of them, for help texts and refusals. */
export const faultFormList = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(Object.values(faultForms));
