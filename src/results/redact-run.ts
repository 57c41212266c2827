import { join } from 'node:path';
import { knownHere } from './known-here.js';
import { nothingKnown, redact } from './redact.js';
import type { Document } from './redact.js';
import type { RunFolder } from './run-folder.js';
import type { CaseRow } from './tables/results.js';

/** Where a run has what may be shown to others, apart from what is for its owner. */
export const redactedFolder = ({ path }: RunFolder): string => join(path, 'redacted');

/**
 * Values without udids, names of phones, accounts and hosts, in any of their strings; keys stay. A placeholder stands for
 * the same secret in whatever is made of a run (`<udid-1>` is the first phone of its results.csv), since phones are always
 * counted first. Values must be what JSON can hold; fields that are undefined are left out.
 */
export function redactValues<const Values extends readonly unknown[]>(
  rows: readonly CaseRow[],
  values: Values,
): Values {
  const udids = distinct(rows.map(({ device_udid }) => device_udid));
  const phoneNames = distinct(rows.flatMap(({ lab_name, device_name }) => [lab_name, device_name]));
  const known = { ...nothingKnown, ...knownHere(), udids, phoneNames };
  const { texts } = redact([udids, phoneNames, ...values].map(jsonOf), known);
  return texts.slice(2).map((text) => JSON.parse(text) as unknown) as unknown as Values;
}

const jsonOf = (value: unknown): Document => ({ format: 'json-lines', text: JSON.stringify(value) });

const distinct = (words: readonly (string | undefined)[]): string[] => [
  ...new Set(words.filter((word) => word !== undefined)),
];
