import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { mostBytes } from '../bounds/bounds.js';
import { readFileWithin } from '../bounds/read-file.js';
import { parseJson } from '../contract/json.js';
import { Problem } from '../problem.js';
import { planSchema, planVersion } from '../plan/plan.js';
import type { Plan } from '../plan/plan.js';
import { readMoves, withMoves } from './moves.js';
import { checkSamePlan } from './same-plan.js';

/** Where one run's results lie. The id is the folder's name. */
export interface RunFolder {
  readonly path: string;
  readonly id: string;
  /** The options, beside the folder, with which `run --resume` finds the same phones; absent where it needs none. */
  readonly again?: readonly string[];
  /** The command that goes on with what the run is a part of, such as a bisection; absent where that is `run --resume`. */
  readonly goesOnWith?: string;
}

export const planFile = ({ path }: RunFolder): string => join(path, 'plan.json');
export const provenanceFile = ({ path }: RunFolder): string => join(path, 'run.json');
export const journalFile = ({ path }: RunFolder, udid: string): string => join(path, 'journal', `${udid}.jsonl`);
export const logFile = ({ path }: RunFolder, name: string): string => join(path, 'logs', `${name}.log`);

/** A launch's raw events, relative to the run's folder. */
export const eventsFile = (udid: string, launch: string): string => `journal/${udid}/${launch}.jsonl`;

/** An enlarged image that came back from a phone, by the sha256 of its raw pixels. */
export const outputFile = ({ path }: RunFolder, sha256: string): string => join(path, 'outputs', `${sha256}.png`);

/** The same, raw as it came (RGB8), until it is judged and kept as PNG. */
export const rawOutputFile = ({ path }: RunFolder, sha256: string): string => join(path, 'outputs', `${sha256}.rgb`);

/** The colour picture of an output that is luma, by the image whose chroma it has. */
export const colourFile = ({ path }: RunFolder, sha256: string, image: string): string =>
  join(path, 'outputs', `${sha256}-${image}.png`);

/** Makes a new run's folder under `root`, named by the moment and the sweep. */
export function createRunFolder(root: string, sweepName: string, at: Date): RunFolder {
  const moment = at.toISOString().slice(0, 19).replace(/:/g, '-');
  for (let turn = 1; ; turn++) {
    const id = `${moment}-${sweepName}${turn === 1 ? '' : `-${String(turn)}`}`;
    const path = resolve(root, id);
    if (!makeNew(path)) continue;
    mkdirSync(join(path, 'logs'));
    mkdirSync(join(path, 'journal'));
    return { path, id };
  }
}

/** False where there is something already: of two runs that begin at once, one has made the folder. */
function makeNew(path: string): boolean {
  mkdirSync(dirname(path), { recursive: true });
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** An existing run. Throws a Problem when the folder holds none. */
export function openRunFolder(path: string): RunFolder {
  const folder = { path: resolve(path), id: basename(resolve(path)) };
  if (existsSync(planFile(folder))) return folder;
  throw new Problem(`${path} holds no run (no plan.json); name a folder under results/`);
}

/**
 * The plan as it stands: a variant of a shared plan may have moved to another phone. Throws a Problem when it is not one this version
 * wrote, or not the one that the run was made with.
 */
export function readPlan(folder: RunFolder): Plan {
  const file = planFile(folder);
  const text = readFileWithin(file, mostBytes.plan.most).toString('utf8');
  checkSamePlan(file, text, provenanceFile(folder));
  const content = parseJson(text);
  if (content === undefined) throw new Problem(`${file} is damaged; run the sweep anew`);
  const { data: versioned } = z.looseObject({ v: z.int() }).safeParse(content);
  if (versioned !== undefined && versioned.v !== planVersion) {
    throw new Problem(
      `${file}: field v is ${String(versioned.v)}, and this version of rezbench reads ${String(planVersion)}; use the version that wrote the run, or sweep anew (gate and report read the tables that are there)`,
    );
  }
  const parsed = planSchema.safeParse(content);
  if (parsed.success) return withMoves(parsed.data, readMoves(folder.path));
  const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new Problem(`${file}: field ${field} is not what this version of rezbench writes; run the sweep anew`);
}

/** The phones that have a journal, sorted. */
export function journaledPhones({ path }: RunFolder): string[] {
  return readdirSync(join(path, 'journal'))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => basename(name, '.jsonl'))
    .sort();
}
