import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { computeUnits } from '../../../contract/job.js';
import type { ModelArm } from '../../../contract/job.js';
import { loadCompiled } from '../../../runtime/index.js';
import type { Predictor } from '../../../runtime/index.js';
import { replaceFile } from '../replace-file.js';

/*
 * What stands for Core ML's own cache, not for anything the app does: the first load of a model specializes it, which takes
 * longer, and later loads find what the first one left. It tells the app nothing of that, as on iOS; only the phone's own
 * log says it, so that what the app reports can be compared with what happened.
 */

/**
 * How much longer a load takes that has to specialize, in milliseconds. The value means nothing: it is long enough to be
 * seen in a table and short enough for a demonstration.
 */
export const specializingMs = 400;

/** The environment variable that names the phone's log of loads, outside of every app's container; there need be none. */
export const cacheLogVariable = 'REZBENCH_CACHE_LOG';

/** What a model is specialized for. Another value in any field is another entry. */
const specialization = {
  /** Where the app's bundle lies, which is another place after each installation or upgrade. */
  installation: z.string(),
  appBuild: z.string(),
  osBuild: z.string(),
  /** Where the compiled model lies, below the app's home. */
  model: z.string(),
  computeUnits: z.enum(computeUnits),
  function: z.string().optional(),
};

const cacheLogEntry = z.strictObject({
  result: z.enum(['hit', 'miss']),
  ...specialization,
  /** Of the process that loaded, which name its job. */
  arguments: z.array(z.string()),
});
export type CacheLogEntry = z.infer<typeof cacheLogEntry>;

/** The loads in the phone's log, oldest first, one a line: also those that failed or did not come to an end. */
export const cacheLogIn = (text: string): CacheLogEntry[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => cacheLogEntry.parse(JSON.parse(line)));

/** Where an app's specialized models are kept, which the app can delete. */
export const modelCacheFolder = (home: string, bundleId: string): string =>
  join(home, 'Library', 'Caches', bundleId, 'com.apple.e5rt.e5bundlecache');

export interface Owner {
  readonly home: string;
  readonly bundleId: string;
  readonly installation: string;
  readonly appBuild: string;
  readonly osBuild: string;
  readonly arguments: readonly string[];
  /** The phone's log, if it keeps one. */
  readonly log?: string;
  /** How long a prediction takes at least, in milliseconds. */
  readonly predictMs?: number;
  /** A model is loaded once a prediction is asked for, and no load is made longer: somebody else says what it takes. */
  readonly loadsWhenUsed?: true;
}

/** Loads the models of one app process. */
export class ModelCache {
  readonly #owner: Owner;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** Loads a compiled model for a compute unit. Throws a Problem for one that is not there or not whole. */
  async load(compiled: string, { computeUnits, function: name }: ModelArm): Promise<Predictor> {
    const { home, bundleId, installation, appBuild, osBuild } = this.#owner;
    const model = relative(home, compiled);
    const key = { installation, appBuild, osBuild, model, computeUnits, ...(name !== undefined && { function: name }) };
    const text = JSON.stringify(key);
    const digest = createHash('sha256').update(text).digest('hex');
    const entry = join(modelCacheFolder(home, bundleId), osBuild, digest);
    const isSpecialized = existsSync(entry);
    this.#report({ result: isSpecialized ? 'hit' : 'miss', ...key, arguments: [...this.#owner.arguments] });
    const { predictMs, loadsWhenUsed } = this.#owner;
    const load = (): Promise<Predictor> => loadCompiled(compiled, computeUnits, name);
    const predictor = loadsWhenUsed ? loadedWhenUsed(load) : slowed(await load(), predictMs);
    if (isSpecialized) return predictor;
    if (!loadsWhenUsed) holdThread(specializingMs);
    mkdirSync(dirname(entry), { recursive: true });
    replaceFile(entry, text);
    return predictor;
  }

  #report(entry: CacheLogEntry): void {
    if (this.#owner.log !== undefined) appendFileSync(this.#owner.log, `${JSON.stringify(entry)}\n`);
  }
}

function slowed(predictor: Predictor, leastMs?: number): Predictor {
  if (leastMs === undefined) return predictor;
  return {
    predict: async (inputs) => {
      const [outputs] = await Promise.all([predictor.predict(inputs), sleep(leastMs)]);
      return outputs;
    },
    release: () => predictor.release(),
  };
}

function loadedWhenUsed(load: () => Promise<Predictor>): Predictor {
  let loading: Promise<Predictor> | undefined;
  return {
    predict: async (inputs) => (await (loading ??= load())).predict(inputs),
    release: async () => (await loading)?.release(),
  };
}

/** Core ML holds the thread that loads. */
function holdThread(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}
