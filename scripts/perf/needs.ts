import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { whyNoSwiftApp } from '../../src/virtual/app/swift-ipa.js';

/** The program that opens reports. */
export const chromium = 'chromium';

/** What a benchmark needs beyond Node. Returns what is lacking, as a sentence's end, or undefined. */
export type Need = (python: string | undefined) => string | undefined;

export const pythonWith =
  (...modules: readonly string[]): Need =>
  (python) => {
    const named = modules.join(', ');
    if (python === undefined) return `it needs a Python with ${named}: give --python PYTHON`;
    return hasModules(python, modules) ? undefined : `that Python lacks one of ${named}`;
  };

export const hasModules = (python: string, modules: readonly string[]): boolean =>
  spawnSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' }).status === 0;

export const aBrowser: Need = () =>
  spawnSync(chromium, ['--version'], { stdio: 'ignore' }).status === 0 ? undefined : 'it needs Chromium';

export const theSwiftApp: Need = () => {
  const lacking = whyNoSwiftApp();
  return lacking && `it needs the Swift app: ${lacking}`;
};

export const linux: Need = () => (process.platform === 'linux' ? undefined : 'it reads /proc, which Linux has');

/** The jar is named by REZBENCH_GRID_JAR. */
export const aGrid: Need = () => {
  const jar = process.env['REZBENCH_GRID_JAR'];
  if (jar === undefined || !existsSync(jar)) return 'it needs the jar of Selenium Grid: name it by REZBENCH_GRID_JAR';
  return spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0 ? undefined : 'it needs Java';
};
