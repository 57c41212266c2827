/** A version of iOS as a phone reports it: `17.4.1` has major 17, minor 4 and patch 1. */
export interface IosVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Parses `major`, `major.minor` or `major.minor.patch`; what is left out is 0. Undefined for any other text. */
export function parseIosVersion(text: string): IosVersion | undefined {
  if (!/^\d+(\.\d+){0,2}$/.test(text)) return undefined;
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  return { major, minor, patch };
}

/** Whether a phone's version is the given one or a later one. Undefined when the phone's text is not a version. */
export function isAtLeast(text: string, { major, minor = 0 }: MinimumIos): boolean | undefined {
  const version = parseIosVersion(text);
  if (version === undefined) return undefined;
  return version.major === major ? version.minor >= minor : version.major > major;
}

/** The first iOS that has something; its minor version is 0 when left out. */
export interface MinimumIos {
  readonly major: number;
  readonly minor?: number;
}
