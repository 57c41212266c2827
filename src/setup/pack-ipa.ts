import { lstatSync, readFileSync, readlinkSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { zipSync } from 'fflate';
import type { Zippable } from 'fflate';

/** The zip format's number for Unix: the upper half of an entry's external attributes is then the file mode. */
const unix = 3;

/** Packs an .app as an .ipa and keeps modes and links. Replaces the file in one move, so that nobody finds half a file. */
export function packIpa(app: string, ipa: string): void {
  const files: Zippable = {};
  for (const path of listFiles(app)) {
    const { mode } = lstatSync(path);
    const data = lstatSync(path).isSymbolicLink() ? Buffer.from(readlinkSync(path)) : readFileSync(path);
    // `>>> 0` because the attributes are unsigned.
    files[join('Payload', basename(app), relative(app, path))] = [data, { os: unix, attrs: (mode << 16) >>> 0 }];
  }
  writeFileSync(`${ipa}.part`, zipSync(files));
  renameSync(`${ipa}.part`, ipa);
}

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? listFiles(path) : [path];
    });
