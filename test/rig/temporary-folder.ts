import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { atExit } from './clean-up.js';

export interface TemporaryFolder {
  readonly path: string;
  /** Writes a file in it and returns the file's path. */
  write(name: string, text: string): string;
}

let home: string | undefined;
let folders = 0;

/** An empty folder. It is gone when the tests are over, whoever asked for it: a suite, a hook or a test. */
export function temporaryFolder(): TemporaryFolder {
  home ??= makeHome();
  const path = join(home, String(++folders));
  mkdirSync(path);
  return {
    path,
    write(name, text) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
  };
}

/** The parent of all of them. It goes last, after the programs that might still write there. */
function makeHome(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rezbench-test-'));
  atExit(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
