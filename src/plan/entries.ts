import { Problem } from '../problem.js';
import type { OpenedModel } from '../mil/open-model.js';
import { own } from '../coreml/own.js';
import { readProgram } from '../mil/read-program.js';
import { Unsupported } from '../mil/unsupported.js';
import type { Size } from '../image/rgb.js';
import { fit } from './fit.js';
import type { ArrayRange, Fit, Fits } from './fit.js';
import { inputSizeFor } from './input-sizes.js';

/** A function of a model that takes pictures; of a package that has but one, it needs no name. */
export interface Entry extends Omit<Fits, 'fits'> {
  readonly function?: string;
}

/** All enlarge by the same factor; the first runs when nobody names one. */
export type Entries = readonly [Entry, ...Entry[]];

export type Entrances =
  { readonly fits: true; readonly entries: Entries } | { readonly fits: false; readonly reason: string };

/**
 * The functions of a model that a sweep may give pictures to: the one that is wanted, or the default one and those that
 * enlarge as it does, which are the same network for other sizes. Throws a Problem for a function that is not there.
 */
export async function entriesOf(opened: OpenedModel, arrayRange?: ArrayRange, wanted?: string): Promise<Entrances> {
  const { files, model } = opened;
  const names = Object.keys(model.functions);
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new Problem(`${files.path} has no function ${wanted}; it has ${names.join(', ') || 'none'}`);
  }
  if (wanted === undefined && names.length < 2) return sole(undefined, await fit(opened, arrayRange));
  const first = wanted ?? model.defaultFunction;
  const main = sole(first, await fit(ofFunction(opened, first), arrayRange, first));
  if (!main.fits || wanted !== undefined) return main;
  const others: Entry[] = [];
  for (const name of names.filter((one) => one !== first)) {
    const found = await fit(ofFunction(opened, name), arrayRange, name);
    if (found.fits && found.scale === main.entries[0].scale) others.push(named(name, found));
  }
  return { fits: true, entries: [main.entries[0], ...others] };
}

const sole = (name: string | undefined, found: Fit): Entrances =>
  found.fits ? { fits: true, entries: [named(name, found)] } : found;

const named = (name: string | undefined, { input, output, sizes, scale }: Fits): Entry => ({
  ...(name !== undefined && { function: name }),
  input,
  output,
  sizes,
  scale,
});

/** The model as if a function were its only one. */
function ofFunction({ files, model }: OpenedModel, name: string): OpenedModel {
  const features = own(model.interfaces, name) ?? model;
  const { inputs, outputs } = features;
  try {
    return { files, model: { ...model, inputs, outputs }, program: readProgram(files, model, name) };
  } catch (error) {
    if (error instanceof Unsupported) return { files, model: { ...model, inputs, outputs }, program: undefined };
    throw error;
  }
}

/** A function and the size of the inputs it is given. */
export interface Chosen<One = Entry> {
  readonly entry: One;
  readonly size: Size;
}

/**
 * The function for a picture: of those that take it whole the one of the smallest input, otherwise the one of the largest
 * input, in tiles. Of equals the first.
 */
export function entryFor<One extends Pick<Entry, 'input' | 'sizes'>>(
  entries: readonly [One, ...One[]],
  picture: Size,
): Chosen<One> {
  const chosen = (entry: One): Chosen<One> => ({ entry, size: inputSizeFor(picture, entry.sizes, entry.input) });
  const holds = ({ size }: Chosen<One>): boolean => size.width >= picture.width && size.height >= picture.height;
  const area = ({ size }: Chosen<One>): number => size.width * size.height;
  const [first, ...others] = entries;
  return others.map(chosen).reduce((best, other) => {
    if (holds(best) !== holds(other)) return holds(best) ? best : other;
    const smaller = area(other) < area(best);
    return holds(best) ? (smaller ? other : best) : area(other) > area(best) ? other : best;
  }, chosen(first));
}
