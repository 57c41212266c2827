import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A package that somebody has installed holds what tsc made of the sources, under dist; a checkout holds the sources. */
export const isInstalled = import.meta.url.endsWith('.js');

/** Where src and specs are. */
const codeRoot = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The folder of rezbench itself, where its models, images and sweeps lie. Nothing is written there once it is installed. */
export const projectRoot = isInstalled ? join(codeRoot, '..') : codeRoot;

/**
 * How somebody finds a file that comes with rezbench from the folder that they work in: a checkout's, or that of a project
 * in which npm installed it.
 */
export const shippedFile = (path: string, isInProject = isInstalled): string =>
  isInProject ? `node_modules/rezbench/${path}` : path;

/** The file of a module of ours, by its path in a checkout without the ending, such as `src/quality/main`. */
export const moduleFile = (path: string): string => join(codeRoot, `${path}${isInstalled ? '.js' : '.ts'}`);

/** What Node is given to run such a module as a program. */
export const nodeArgumentsFor = (path: string): string[] =>
  isInstalled
    ? [moduleFile(path)]
    : ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href, moduleFile(path)];

/** Where the harness app is built, and looked for once it is: in a checkout, or else in the user's own folder. */
export const appFolder = (): string => (isInstalled ? resolve('harness-app') : join(projectRoot, 'harness-app'));

/** As package.json has it, such as `0.2.0`; left to itself, yargs takes that of the project in whose folder it is called. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  return version;
}
