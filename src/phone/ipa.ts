import { inFull, mostBytes } from '../bounds/bounds.js';
import { readFileWithin } from '../bounds/read-file.js';
import { unzipWithin } from '../bounds/unzip.js';
import { Problem } from '../problem.js';

/**
 * Reads a file of the app in an .ipa; undefined when the app does not have it. Throws for what is no zip, and a Problem for
 * an .ipa, or a file in it, that is larger than any.
 */
export function readFileInIpa(ipa: string, name: string): Buffer | undefined {
  let isFound = false;
  const [data] = Object.values(
    unzipWithin(readFileWithin(ipa, mostBytes.ipa.most), (entry) => {
      // An archive may name the same file thousands of times.
      if (isFound || /^Payload\/[^/]+\.app\/([^/]+)$/.exec(entry.name)?.[1] !== name) return false;
      const most = inFull(mostBytes.inIpa.most);
      if (entry.originalSize > mostBytes.inIpa.most) {
        throw new Problem(`${ipa}: ${name} in it says that it has more than ${most} bytes; build the app again`);
      }
      isFound = true;
      return true;
    }),
  );
  return data && Buffer.from(data);
}
