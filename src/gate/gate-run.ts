import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCaseRows } from '../results/read-tables.js';
import { calibratedBuilds, readNoiseFloor } from '../results/noise-floor.js';
import type { NoiseFloor } from '../results/noise-floor.js';
import { redactedFolder, redactValues } from '../results/redact-run.js';
import type { RunFolder } from '../results/run-folder.js';
import { removeGatePart, writeGatePart } from '../results/verdict-page.js';
import { writeWhole } from '../results/write-whole.js';
import { readBudgets } from './budgets.js';
import { verdictJunit } from './junit.js';
import { verdictMarkdown } from './markdown.js';
import type { Floors } from './noise.js';
import { baselineFor } from './pinned-baseline.js';
import type { Level } from './rule-schema.js';
import { verdictOf } from './verdict.js';
import type { Verdict } from './verdict.js';
import { withoutPersons } from './without-persons.js';

const verdictFiles = ['verdict.json', 'junit.xml'] as const;

/** How a run is judged. */
export interface Asked {
  /** The budgets file. */
  readonly file: string;
  readonly level: Level;
  readonly allowVirtual: boolean;
  /** The run that changes are from; without it those that are pinned beside the run. */
  readonly baseline?: RunFolder | undefined;
}

/** What a run's budgets say, and the folder that says so. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly home: string;
}

/**
 * Judges a run by its results.csv, and writes verdict.json, verdict.md and junit.xml into its folder; with `redact` into the
 * folder for others alone, without what tells whose phone it was. Rules are matched with the names as they are.
 */
export function gateRun(
  folder: RunFolder,
  { file, level, allowVirtual, baseline }: Asked,
  { redact = false }: { readonly redact?: boolean } = {},
): Judgement {
  const home = redact ? redactedFolder(folder) : folder.path;
  // An earlier verdict must not outlive a judgement that cannot be made.
  for (const name of verdictFiles) rmSync(join(home, name), { force: true });
  removeGatePart(home);
  const rows = readCaseRows(folder);
  const budgets = readBudgets(file);
  const whole = verdictOf(folder.id, rows, {
    ...budgets,
    file,
    level,
    allowVirtual,
    baseline: baselineFor({ folders: [folder], rows, rules: budgets.rules, level, named: baseline }),
    floors: floorsBeside(folder),
  });
  const [verdict] = redact ? redactValues(rows, [withoutPersons(whole)]) : [whole];
  mkdirSync(home, { recursive: true });
  const write = (name: (typeof verdictFiles)[number], text: string): void => {
    writeWhole(join(home, name), text);
  };
  write('verdict.json', `${JSON.stringify(verdict, null, 2)}\n`);
  writeGatePart(home, verdictMarkdown(verdict));
  write('junit.xml', `${verdictJunit(verdict)}\n`);
  return { verdict, home };
}

/** The noise floors that calibrations left beside a run. Each file is read once, however many cases a phone has. */
export function floorsBeside(folder: RunFolder): Floors {
  const read = new Map<string, NoiseFloor | undefined>();
  return {
    of({ device_udid: udid, os_build: osBuild }) {
      if (osBuild === undefined) return undefined;
      const key = `${udid} ${osBuild}`;
      if (!read.has(key)) read.set(key, readNoiseFloor(folder, { udid, osBuild }));
      return read.get(key);
    },
    otherBuilds: ({ device_udid: udid }) => calibratedBuilds(folder, udid),
  };
}
