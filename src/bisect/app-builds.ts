import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { mostBytes } from '../bounds/bounds.js';
import { readFileWithin } from '../bounds/read-file.js';
import { readHarnessApp } from '../phone/harness-app.js';
import { exitCodes, Problem } from '../problem.js';
import type { Build } from './builds.js';
import { withoutRepetitions } from './repetitions.js';

interface App extends Build {
  readonly bundleId: string;
  readonly appBuild: string;
}

/**
 * Builds of the app, from old to new. A phone tells them apart by their build number alone, and one takes the place of another
 * only under the same bundle id. Throws a Problem for a file that is none, and where either does not hold.
 */
export function openApps(paths: readonly string[]): Build[] {
  const apps = withoutRepetitions(paths.map(opened));
  const [first] = apps;
  for (const [index, app] of apps.entries()) {
    if (first !== undefined && app.bundleId !== first.bundleId) {
      throw new Problem(
        `${app.path} is of another app (${app.bundleId}) than ${first.name} (${first.bundleId}); take it out of the folder, or build it with that bundle id`,
      );
    }
    const alike = apps
      .slice(0, index)
      .find(({ appBuild, sha256 }) => appBuild === app.appBuild && sha256 !== app.sha256);
    if (alike !== undefined) {
      throw new Problem(
        `${alike.name} and ${app.name} are not the same file and both say that they are build ${app.appBuild}, by which a phone tells apps apart; take one out, or build them with npx rezbench build, which numbers them by their sources`,
      );
    }
  }
  return apps.map(({ name, path, sha256, appBuild }) => ({ name, path, sha256, appBuild }));
}

function opened(path: string): App {
  const { build: appBuild, bundleId } = harnessAppAt(path);
  return { name: basename(path), path, sha256: ipaDigest(path), appBuild, bundleId };
}

function harnessAppAt(path: string): ReturnType<typeof readHarnessApp> {
  try {
    return readHarnessApp(path);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(`${error.message}, or take it out of the folder`, exitCodes.missing, error);
  }
}

/** The sha256 of an .ipa as it lies there now. Throws a Problem for one that is larger than any. */
export const ipaDigest = (path: string): string =>
  createHash('sha256').update(readFileWithin(path, mostBytes.ipa.most)).digest('hex');
