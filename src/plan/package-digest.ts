import { openModel } from '../coreml/package.js';
import { Problem } from '../problem.js';

/** The sha256 of a package as it lies there now, by all of its files. Undefined where it is missing or damaged. */
export function packageDigest(path: string): string | undefined {
  try {
    return openModel(path).sha256;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
