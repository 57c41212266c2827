/** What is looked at on this host, in the order in which a person puts it right. */
export const hostChecks = ['Node', 'Xcode', 'driver', 'ports', 'disk', 'usbmuxd', 'lab file', 'app'] as const;
export type HostCheck = (typeof hostChecks)[number];

/** What is looked at on a phone, in the order in which a person puts it right. */
export const phoneChecks = [
  'iOS',
  'transport',
  'in use',
  'trust',
  'Developer Mode',
  'UI Automation',
  'unlocked',
  'no passcode',
  'Auto-Lock',
  'notifications',
  'brightness',
  'Low Power Mode',
  'battery',
  'thermal state',
  'free space',
  'tunnel',
  'known problem',
  'profile',
  'certificate trusted',
  'app on the phone',
  'WebDriverAgent',
] as const;
export type PhoneCheck = (typeof phoneChecks)[number];

/** One thing that was looked at. Whatever is not well has one next action. */
export type Finding<Check extends string = HostCheck | PhoneCheck> = { readonly what: Check } & Verdict;

export type Verdict =
  | { readonly state: 'ok'; readonly saw: string }
  | {
      /**
       * `todo`: a run would fail or its figures would be wrong. `warning`: it may. `unknown`: the host cannot see it, so a
       * person has to look.
       */
      readonly state: 'todo' | 'warning' | 'unknown';
      readonly saw: string;
      readonly action: string;
    };

export const ok = (saw: string): Verdict => ({ state: 'ok', saw });
export const todo = (saw: string, action: string): Verdict => ({ state: 'todo', saw, action });
export const warning = (saw: string, action: string): Verdict => ({ state: 'warning', saw, action });
export const unknown = (saw: string, action: string): Verdict => ({ state: 'unknown', saw, action });
