import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Loads } from '../../src/contract/events.js';
import type { Job } from '../../src/contract/job.js';
import { jobPath } from '../../src/contract/paths.js';

/** One golden of the contract; README.md beside the cases says what each field means. */
export interface GoldenCase {
  readonly says: string;
  /** The iOS that it is about; any where it is left out. */
  readonly osVersion?: string;
  readonly documents: readonly Put[];
  readonly earlier?: readonly Job[];
  readonly jobFile: string;
  readonly job?: object;
  readonly jobText?: string;
  readonly jobSha256?: string;
  readonly expect: Expected;
}

export interface Expected {
  readonly end: 'reported' | 'ran_before' | 'unreported';
  readonly events?: readonly object[];
  readonly reasonHas?: readonly string[];
  readonly loads?: Pick<Loads, 'purged' | 'loaded'>;
  readonly holds?: readonly string[];
  readonly lacks?: readonly string[];
  readonly unchanged?: readonly string[];
}

interface Put {
  readonly path: string;
  readonly from: string;
  readonly offset?: number;
  readonly bytes?: number;
}

const root = join(dirname(fileURLToPath(import.meta.url)), 'contract');
const cases = join(root, 'cases');

export const goldenNames = (): string[] => readdirSync(cases).map((file) => parse(file).name);

export const readGolden = (name: string): GoldenCase =>
  JSON.parse(readFileSync(join(cases, `${name}.json`), 'utf8')) as GoldenCase;

/** Replaces what a golden expects of the events. */
export function rebaseline(name: string, golden: GoldenCase, events: readonly object[]): void {
  const renewed = { ...golden, expect: { ...golden.expect, events } };
  writeFileSync(join(cases, `${name}.json`), `${JSON.stringify(renewed, null, 2)}\n`);
}

/** Puts a golden's files and its jobs where the host would have pushed them. */
export function prepare(golden: GoldenCase, documents: string): void {
  const { documents: puts, earlier = [], jobFile, job, jobText } = golden;
  for (const { path, from, offset = 0, bytes } of puts) {
    const data = readFileSync(join(root, from));
    put(documents, path, data.subarray(offset, bytes === undefined ? undefined : offset + bytes));
  }
  for (const each of earlier) put(documents, jobPath(each.launch), JSON.stringify(each));
  const text = jobText ?? (job && JSON.stringify(job));
  if (text !== undefined) put(documents, jobFile, text);
}

function put(documents: string, path: string, data: Uint8Array | string): void {
  mkdirSync(dirname(join(documents, path)), { recursive: true });
  writeFileSync(join(documents, path), data);
}

const left = new Set([
  ...['tNs', 'pid', 'appBuild', 'device', 'os', 'state', 'notes', 'reason', 'shares', 'thermal'],
  ...['footprintBytes', 'footprintPeakBytes', 'neuralBytes', 'outputBacked'],
]);

/** An event without what differs from run to run and from app to app. */
export const normal = (event: object): object =>
  Object.fromEntries(
    Object.entries(event).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
      if (left.has(key)) return [];
      if (!key.endsWith('Ns')) return [[key, value]];
      return Array.isArray(value) ? [[key, value.length]] : [];
    }),
  );
