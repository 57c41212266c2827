import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isMeant } from '../gate/coverage.js';
import type { Gap } from '../gate/coverage.js';
import { worst } from '../gate/finding.js';
import type { Outcome } from '../gate/finding.js';
import { chipOf } from '../gate/phone-names.js';
import type { Level } from '../gate/rule-schema.js';
import { withoutPersons } from '../gate/without-persons.js';
import { exitCodes, Problem } from '../problem.js';
import type { ExitCode } from '../problem.js';
import { deviceName } from '../results/device.js';
import { readCaseRows } from '../results/read-tables.js';
import { redactedFolder, redactValues } from '../results/redact-run.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';
import { writeWhole } from '../results/write-whole.js';
import { assess } from './assess.js';
import { measuredIn } from './measured.js';
import type { Asked, Measured } from './measured.js';
import { recommend } from './recommend.js';
import type { Recommendation } from './recommend.js';
import { shipMarkdown } from './ship-markdown.js';

/** A phone on which every budget has to be met. */
export interface RequiredPhone {
  readonly device_name: string;
  readonly device_udid: string;
  readonly device_model?: string;
  readonly chip?: string;
  readonly os_version?: string;
}

/** What to ship. */
export interface Ship {
  /** Version of ship.json. */
  readonly v: 1;
  readonly runs: readonly string[];
  readonly level: Level;
  readonly outcome: Outcome;
  readonly exit_code: ExitCode;
  readonly not_a_phone: boolean;
  readonly phones: readonly RequiredPhone[];
  /** Phones of the fleet that took no part: nothing is recommended then. */
  readonly gaps: readonly Gap[];
  readonly warnings: readonly string[];
  readonly scales: readonly Recommendation[];
}

export interface Shipped {
  readonly ship: Ship;
  readonly home: string;
}

const shipFiles = ['ship.json', 'ship.md'] as const;

/**
 * Says what to ship by some runs together, and writes ship.json and ship.md into the folder of the first; with `redact` into
 * its folder for others, without what tells whose phones they were.
 */
export function shipRuns(
  folders: readonly RunFolder[],
  asked: Asked,
  { redact = false }: { readonly redact?: boolean } = {},
): Shipped {
  const [first] = folders;
  if (first === undefined) throw new Problem('no run is named; name folders under results/');
  const home = redact ? redactedFolder(first) : first.path;
  // An earlier answer must not outlive one that cannot be given.
  for (const name of shipFiles) rmSync(join(home, name), { force: true });
  const measured = measuredIn(folders, asked);
  const verdict = redact ? withoutPersons(measured.verdict) : measured.verdict;
  const whole = shipOf(
    { ...measured, verdict },
    folders.map(({ id }) => id),
  );
  // A warning may name a phone of which nothing else is said.
  const [ship] = redact ? redactValues(folders.flatMap(readCaseRows), [whole]) : [whole];
  mkdirSync(home, { recursive: true });
  writeWhole(join(home, 'ship.json'), `${JSON.stringify(ship, null, 2)}\n`);
  writeWhole(join(home, 'ship.md'), shipMarkdown(ship));
  return { ship, home };
}

/** What the verdict on some runs comes to. */
export function shipOf({ rows, verdict, fleet }: Measured, runs: readonly string[]): Ship {
  const { level, gaps, not_a_phone, findings } = verdict;
  const required = fleet.length === 0 ? rows : rows.filter((row) => fleet.some((entry) => isMeant(entry, row)));
  const scales = recommend(assess(required, findings), required).map((each) =>
    gaps.length > 0 ? withoutPicks(each) : each,
  );
  const outcome = gaps.length > 0 || scales.length === 0 ? 'missing' : worst(scales.map((each) => each.outcome));
  return {
    v: 1,
    runs,
    level,
    outcome,
    exit_code: exitCodeOf(outcome),
    not_a_phone,
    phones: phonesOf(required),
    gaps,
    warnings: [...verdict.warnings, ...whatIsNotAsked(findings.map(({ metric }) => metric))],
    scales,
  };
}

function exitCodeOf(outcome: Outcome): ExitCode {
  switch (outcome) {
    case 'passed':
    case 'waived':
      return exitCodes.pass;
    case 'failed':
      return exitCodes.gateFailed;
    case 'inconclusive':
      return exitCodes.inconclusive;
    case 'missing':
      return exitCodes.missing;
  }
}

/** On phones that were not there nothing is known, whatever the others say. */
const withoutPicks = ({ scale, meeting, not_recommended }: Recommendation): Recommendation => ({
  ...(scale !== undefined && { scale }),
  outcome: 'missing',
  meeting,
  not_recommended,
});

const phonesOf = (rows: readonly CaseRow[]): RequiredPhone[] =>
  [...new Map(rows.map((row) => [row.device_udid, row])).values()].map((row) => {
    const chip = chipOf(row);
    return {
      device_name: deviceName(row),
      device_udid: row.device_udid,
      ...(row.device_model !== undefined && { device_model: row.device_model }),
      ...(chip !== undefined && { chip }),
      ...(row.os_version !== undefined && { os_version: row.os_version }),
    };
  });

/** The smallest variant of all is the worst one, where nothing asks how good its pictures are. */
const whatIsNotAsked = (metrics: readonly string[]): string[] => [
  ...(metrics.some((metric) => /_db$|^ssim/.test(metric))
    ? []
    : ['no rule asks how good the pictures are, so a variant may stand here whose pictures are bad']),
  ...(metrics.some((metric) => metric.startsWith('latency_')) ? [] : ['no rule limits a latency']),
];
