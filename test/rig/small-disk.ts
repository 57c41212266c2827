import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import type { Context } from 'mocha';
import { afterTest, atExit } from './clean-up.js';
import { temporaryFolder } from './temporary-folder.js';

/** A file system of its own that can be filled. */
export interface SmallDisk {
  readonly path: string;
  fill(): void;
  /** Takes away what filled it. */
  empty(): void;
}

/** Mounts one for the running test. Skips the test where this user may not mount. */
export function smallDisk(context: Context, bytes = 4_000_000): SmallDisk {
  const path = join(temporaryFolder().path, 'disk');
  mkdirSync(path);
  const mounted = execaSync('mount', ['-t', 'tmpfs', '-o', `size=${String(bytes)}`, 'tmpfs', path], { reject: false });
  if (mounted.failed) {
    console.log('      skipped: this user may not mount a small disk');
    context.skip();
  }
  const unmount = (): void => {
    execaSync('umount', ['-l', path], { reject: false });
  };
  const calledOff = atExit(unmount);
  afterTest(() => {
    unmount();
    calledOff();
    return Promise.resolve();
  });
  const filler = join(path, '.filler');
  return {
    path,
    fill() {
      const fd = openSync(filler, 'a');
      // Small pieces last, so that nothing is left.
      for (const size of [65_536, 4096, 1]) while (tryToWrite(fd, size));
      closeSync(fd);
    },
    empty() {
      rmSync(filler, { force: true });
    },
  };
}

function tryToWrite(fd: number, size: number): boolean {
  try {
    return writeSync(fd, Buffer.alloc(size)) > 0;
  } catch {
    return false;
  }
}
