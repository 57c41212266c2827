import { existsSync } from 'node:fs';
import { z } from 'zod';
import { Problem } from '../problem.js';
import { readFileInIpa } from './ipa.js';
import { parsePropertyList } from './property-list.js';

/** The app that runs jobs, as an .ipa. */
export interface HarnessApp {
  readonly ipa: string;
  readonly bundleId: string;
  readonly build: string;
}

const infoSchema = z.looseObject({ CFBundleIdentifier: z.string(), CFBundleVersion: z.string() });

/** Reads which app an .ipa holds. Throws a Problem when there is none, or it does not hold an app with an Info.plist. */
export function readHarnessApp(ipa: string): HarnessApp {
  if (!existsSync(ipa)) {
    throw new Problem(
      `${ipa} does not exist: make it with npx rezbench build, give another with --app, or try a virtual one (npx rezbench virtual)`,
    );
  }
  const info = infoSchema.safeParse(infoOf(ipa));
  if (!info.success) throw new Problem(`${ipa} is not an .ipa with an Info.plist; build the harness app again`);
  return { ipa, bundleId: info.data.CFBundleIdentifier, build: info.data.CFBundleVersion };
}

function infoOf(ipa: string): unknown {
  try {
    const info = readFileInIpa(ipa, 'Info.plist');
    return info && parsePropertyList(info);
  } catch (error) {
    if (error instanceof Problem) throw error;
    return undefined;
  }
}
