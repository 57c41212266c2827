import { parseIosVersion } from './ios-version.js';

/** Versions of iOS between which a figure keeps its meaning. */
interface OsEpoch {
  /** As the tables write it. */
  readonly name: string;
  /** For a person. */
  readonly means: string;
  readonly firstMajor: number;
  /** What its memory figures contain. */
  readonly memory: string;
  /** Where the difference from the epoch before is stated. */
  readonly sources: readonly string[];
}

/**
 * From old to new. Apple states the changes of iOS 27 for phones that are capable of Apple Intelligence and says nothing of
 * others, so the version alone decides.
 */
export const osEpochs = [
  {
    name: 'up-to-26',
    means: 'iOS 26 and older',
    firstMajor: 0,
    memory: 'the memory of the Neural Engine counts as that of the system',
    sources: [],
  },
  {
    name: 'from-27',
    means: 'iOS 27 and later',
    firstMajor: 27,
    memory:
      'the memory of the Neural Engine counts as that of the app, and in the background an app may use it only within limits',
    sources: [
      // Under Core AI, New Features (174796039); the notes of iOS 27 itself say the same.
      'https://developer.apple.com/documentation/macos-release-notes/macos-27-release-notes#Core-AI',
      'https://gist.github.com/galenguyer/eef52cf39cbb7745fe98f2e32f453590',
      'https://github.com/FluidInference/FluidAudio/issues/738',
    ],
  },
] as const satisfies readonly OsEpoch[];

export type OsEpochName = (typeof osEpochs)[number]['name'];

/** The epoch of a phone's iOS; undefined when its text is not a version. */
export function osEpoch(osVersion: string): OsEpochName | undefined {
  const version = parseIosVersion(osVersion);
  return version && osEpochs.findLast(({ firstMajor }) => version.major >= firstMajor)?.name;
}
