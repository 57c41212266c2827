import { resolve } from 'node:path';

/** What a command was told about its phones. */
interface PhoneOptions {
  /** How many virtual ones, or a fleet file; true for the one of a command that has no other number. */
  readonly virtual?: number | string | boolean | undefined;
  readonly night?: number | undefined;
  readonly ios?: string | undefined;
  readonly app?: string | undefined;
  readonly device?: string | undefined;
  readonly lab?: string | undefined;
  readonly grid?: string | undefined;
  readonly 'appium-port'?: number | undefined;
}

/** The options by which `run --resume` finds the same phones, from any folder. */
export function optionsAgain({
  virtual,
  night,
  ios,
  app,
  device,
  lab,
  grid,
  'appium-port': port,
}: PhoneOptions): string[] {
  const isVirtual = virtual !== undefined && virtual !== false;
  // A virtual phone's app is a name where there is a choice, and any other a file.
  const virtualApp = typeof virtual === 'boolean' ? undefined : app;
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ['--virtual', isVirtual ? phonesAgain(virtual) : undefined],
    ['--night', night],
    ['--ios', ios],
    ['--app', isVirtual ? virtualApp : absolute(app)],
    ['--device', device],
    ['--grid', grid],
    ['--lab', absolute(lab)],
    ['--appium-port', port],
  ];
  return given.flatMap(([option, value]) => (value === undefined ? [] : [option, String(value)]));
}

/** A number as it was given, and a file from any folder. */
const phonesAgain = (virtual: number | string | true): number | string | undefined =>
  typeof virtual === 'string' && !/^\d+$/.test(virtual) ? absolute(virtual) : Number(virtual);

const absolute = (path: string | undefined): string | undefined => (path === undefined ? undefined : resolve(path));
