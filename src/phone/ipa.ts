import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';

/** Reads a file of the app in an .ipa; undefined when the app does not have it. Throws for what is no zip. */
export function readFileInIpa(ipa: string, name: string): Buffer | undefined {
  const [data] = Object.values(
    unzipSync(readFileSync(ipa), {
      filter: (entry) => /^Payload\/[^/]+\.app\/([^/]+)$/.exec(entry.name)?.[1] === name,
    }),
  );
  return data && Buffer.from(data);
}
