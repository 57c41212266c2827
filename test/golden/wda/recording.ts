import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestSchema } from '../../../src/capture/manifest.js';
import type { Manifest } from '../../../src/capture/manifest.js';
import { exchangeSchema } from '../../../src/lab/exchange.js';
import type { Exchange } from '../../../src/lab/exchange.js';

/** A capture that is committed here, of a phone, a simulator or a virtual iPhone. */
export interface Recording {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly exchanges: readonly Exchange[];
}

/** Every folder here that has a manifest. */
export const recordings = (): Recording[] =>
  readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(import.meta.dirname, entry.name, 'manifest.json')))
    .map(({ name }) => readRecording(name));

function readRecording(name: string): Recording {
  const folder = join(import.meta.dirname, name);
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  return {
    name,
    folder,
    manifest: manifestSchema.parse(JSON.parse(read('manifest.json'))),
    exchanges: read('wda.jsonl')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => exchangeSchema.parse(JSON.parse(line))),
  };
}

/** The launch that a request of the host is about; undefined for one that launches no job of ours. */
export const launchedBy = ({ request: { path, json } }: Exchange): string | undefined =>
  path.endsWith('/wda/apps/launch') ? /"jobs\/([^"]+)\.json"/.exec(JSON.stringify(json))?.[1] : undefined;
