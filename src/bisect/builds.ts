import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { statOf } from '../coreml/not-a-model.js';
import { packageDigest } from '../plan/package-digest.js';
import { Problem, exitCodes } from '../problem.js';
import { openApps } from './app-builds.js';
import { orderedBy } from './order-file.js';
import { withoutRepetitions } from './repetitions.js';

/** A package or an app among others, from old to new. */
export interface Build {
  /** Of its file, such as `net-0417.mlpackage` or `Harness-12.ipa`. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  /** Of an app: its CFBundleVersion, by which a phone tells what is installed. */
  readonly appBuild?: string;
}

export interface Asked {
  readonly good: string;
  readonly bad: string;
  readonly folder: string;
  /** A file with a name a line, from old to new. */
  readonly order?: string | undefined;
  /** What builds of the app are measured by; packages are the builds where it is absent. */
  readonly model?: object | undefined;
}

const isModel = (name: string): boolean => /^[^.].*\.(mlpackage|mlmodel)$/.test(name);
const isIpa = (name: string): boolean => /^[^.].*\.ipa$/.test(name);
const isBundle = (name: string): boolean => /^[^.].*\.app$/.test(name);

/** Whether a folder's builds can be none but builds of the app. Throws a Problem for what is no folder. */
export const holdsApps = (folder: string): boolean => {
  const names = namesIn(folder);
  return !names.some(isModel) && names.some((name) => isIpa(name) || isBundle(name));
};

/**
 * The builds from the good end to the bad one, each with a sha256 of its own: what one of the very bytes of an earlier one takes back
 * is left out. Throws a Problem for builds that are missing, damaged, in no order, or the wrong way round, for ends of the same
 * bytes, and for apps that a phone could not tell apart.
 */
export function buildsBetween({ good, bad, folder, order, model }: Asked): Build[] {
  const names = model === undefined ? packagesIn(folder) : ipasIn(folder);
  const ordered = order === undefined ? sorted(folder, names) : orderedBy(order, names, folder);
  const [from, to] = [placeOf(good, 'GOOD', ordered, folder), placeOf(bad, 'BAD', ordered, folder)];
  const how = order === undefined ? 'by name' : `in ${order}`;
  if (from === to) throw new Problem(`GOOD and BAD are both ${good}; name two builds of ${folder}`);
  if (from > to) {
    throw new Problem(`GOOD (${good}) comes after BAD (${bad}) ${how}; give the older one first, or an --order file`);
  }
  const paths = ordered.slice(from, to + 1).map((name) => join(resolve(folder), name));
  const builds = model === undefined ? withoutRepetitions(paths.map(opened)) : openApps(paths);
  if (builds.length >= 2) return builds;
  const what = model === undefined ? 'package' : 'build of the app';
  throw new Problem(`GOOD (${good}) and BAD (${bad}) are the same ${what}, byte for byte; name two that differ`);
}

function namesIn(folder: string): string[] {
  if (statOf(folder).isDirectory()) return readdirSync(folder);
  throw new Problem(`--builds ${folder} is a file; name the folder that the builds lie in`);
}

function packagesIn(folder: string): string[] {
  const models = namesIn(folder).filter(isModel);
  if (models.length >= 2) return models;
  if (holdsApps(folder)) {
    throw new Problem(
      `--builds ${folder} holds builds of the app, which a package has to be measured by; name one with --model PACKAGE`,
    );
  }
  throw new Problem(
    `--builds ${folder} holds ${models.length === 0 ? 'no .mlpackage and no .mlmodel' : 'one package alone'}; put all builds from GOOD to BAD there`,
  );
}

function ipasIn(folder: string): string[] {
  const names = namesIn(folder);
  const ipas = names.filter(isIpa);
  if (ipas.length >= 2) return ipas;
  if (ipas.length === 0 && names.some(isBundle)) {
    throw new Problem(
      `--builds ${folder} holds .app bundles, and phones are given .ipa files; put each into a folder Payload of its own and zip that as NAME.ipa`,
    );
  }
  throw new Problem(
    `--builds ${folder} holds ${ipas.length === 0 ? 'no .ipa' : 'one .ipa alone'}; put all builds from GOOD to BAD there, or leave --model out to bisect packages`,
  );
}

const collator = new Intl.Collator('en', { numeric: true });

/** By name, numbers as numbers. Names that differ in more than their numbers say nothing about which is older. */
function sorted(folder: string, names: readonly string[]): string[] {
  const remedy = 'write the names from old to new into a file, one a line, and give --order FILE';
  const [first = '', ...others] = [...names].sort(collator.compare);
  const shape = (name: string): string => name.replace(/\d+/g, '#');
  const other = others.find((name) => shape(name) !== shape(first));
  if (other !== undefined) {
    throw new Problem(
      `--builds ${folder}: ${first} and ${other} differ in more than their numbers, so their names do not say which is older; ${remedy}`,
    );
  }
  const all = [first, ...others];
  const alike = all.findIndex((name, index) => index > 0 && collator.compare(all[index - 1] ?? '', name) === 0);
  if (alike > 0) {
    throw new Problem(
      `--builds ${folder}: ${all[alike - 1] ?? ''} and ${all[alike] ?? ''} have the same number; ${remedy}`,
    );
  }
  return all;
}

/** A build may be named by its file, with or without the extension, or by its path. */
function placeOf(asked: string, end: 'GOOD' | 'BAD', names: readonly string[], folder: string): number {
  const wanted = basename(asked.replace(/\/+$/, ''));
  const places = names.flatMap((name, index) =>
    name === wanted || name.replace(/\.[^.]+$/, '') === wanted ? [index] : [],
  );
  const [place] = places;
  if (place !== undefined && places.length === 1) return place;
  if (places.length > 1)
    throw new Problem(`${end} ${asked} is the name of several builds in ${folder}; give its extension too`);
  throw new Problem(
    `${end} ${asked} is no build in ${folder} (${names[0] ?? ''} to ${names.at(-1) ?? ''}); name one of those`,
    exitCodes.missing,
  );
}

function opened(path: string): Build {
  const sha256 = packageDigest(path);
  if (sha256 !== undefined) return { name: basename(path), path, sha256 };
  throw new Problem(`${path} is damaged, or no model; mend it, or take it out of the folder`, exitCodes.missing);
}
