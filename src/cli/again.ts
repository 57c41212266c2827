import { resolve } from 'node:path';

/** What a command was told about its phones. */
interface PhoneOptions {
  /** How many virtual ones; true for the one of a command that has no other number. */
  readonly virtual?: number | boolean | undefined;
  readonly ios?: string | undefined;
  readonly app?: string | undefined;
  readonly device?: string | undefined;
  readonly lab?: string | undefined;
  readonly 'appium-port'?: number | undefined;
}

/** The options by which `run --resume` finds the same phones, from any folder. */
export function optionsAgain({ virtual, ios, app, device, lab, 'appium-port': port }: PhoneOptions): string[] {
  const isVirtual = virtual !== undefined && virtual !== false;
  // A virtual phone's app is a name where there is a choice, and any other a file.
  const virtualApp = typeof virtual === 'number' ? app : undefined;
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ['--virtual', isVirtual ? Number(virtual) : undefined],
    ['--ios', ios],
    ['--app', isVirtual ? virtualApp : absolute(app)],
    ['--device', device],
    ['--lab', absolute(lab)],
    ['--appium-port', port],
  ];
  return given.flatMap(([option, value]) => (value === undefined ? [] : [option, String(value)]));
}

const absolute = (path: string | undefined): string | undefined => (path === undefined ? undefined : resolve(path));
