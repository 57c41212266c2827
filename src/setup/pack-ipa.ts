import { lstatSync, readFileSync, readlinkSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import type { Zippable } from 'fflate';

/** In a zip's external attributes: made on Unix, the file mode in the upper half. */
const unix = 3;

/** Packs an .app as an .ipa, modes and links kept. Replaces the file at once, so that no half of one is ever found. */
export function packIpa(app: string, ipa: string): void {
  const files: Zippable = {};
  for (const path of filesUnder(app)) {
    const { mode } = lstatSync(path);
    const data = lstatSync(path).isSymbolicLink() ? Buffer.from(readlinkSync(path)) : readFileSync(path);
    // `>>> 0`, for the attributes are unsigned.
    files[join('Payload', basename(app), relative(app, path))] = [data, { os: unix, attrs: (mode << 16) >>> 0 }];
  }
  writeFileSync(`${ipa}.part`, zipSync(files));
  renameSync(`${ipa}.part`, ipa);
}

/** A file of the app in an .ipa; undefined when it is not there. */
export function fileInIpa(ipa: string, name: string): Buffer | undefined {
  const [data] = Object.values(
    unzipSync(readFileSync(ipa), {
      filter: (entry) => /^Payload\/[^/]+\.app\/([^/]+)$/.exec(entry.name)?.[1] === name,
    }),
  );
  return data && Buffer.from(data);
}

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(path) : [path];
    });
