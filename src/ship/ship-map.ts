import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMeant } from '../gate/coverage.js';
import { gapText } from '../gate/coverage.js';
import { sizeOf } from '../gate/case-facts.js';
import { chipOf } from '../gate/phone-names.js';
import type { Level } from '../gate/rule-schema.js';
import { chips as knownChips, modelOf, typesWith } from '../contract/phone-models.js';
import { exitCodes, Problem } from '../problem.js';
import { deviceName } from '../results/device.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';
import { writeWhole } from '../results/write-whole.js';
import { assess, meets } from './assess.js';
import type { Assessed } from './assess.js';
import { isSteady, nameOf } from './choice.js';
import { measuredIn } from './measured.js';
import type { Asked, Measured } from './measured.js';
import { recommend } from './recommend.js';
import { shipMapSwift } from './ship-map-swift.js';
import { groupBy } from '../results/group-by.js';

/** How a choice is made among those that meet the budgets. */
export const preferences = ['fastest', 'smallest'] as const;
export type Preference = (typeof preferences)[number];

/** What one image of a size takes: of several phones with the chip the slowest. */
export interface MeasuredLatency {
  readonly width: number;
  readonly height: number;
  readonly median_ms: number;
  /** Upper end of the 95 % interval; absent without an interval. */
  readonly high_ms?: number;
}

/** What an app ships to phones with a chip, and what was measured of it there. */
export interface ChipChoice {
  readonly scale?: number;
  readonly variant: string;
  readonly variant_sha256?: string;
  readonly compute_units: string;
  readonly package_bytes?: number;
  /** On the phone on which it is lowest. */
  readonly psnr_y_db?: number;
  /** On the phone, and at the size, for which it is largest. */
  readonly memory_predict_peak_bytes?: number;
  readonly latencies: readonly MeasuredLatency[];
}

/** A phone on which the figures of a chip were measured. */
export interface MeasuredOn {
  readonly model: string;
  readonly os_version?: string;
  readonly os_build?: string;
}

export interface MappedChip {
  readonly chip: string;
  /** Every product type with the chip, measured or not. */
  readonly device_models: readonly string[];
  readonly measured_on: readonly MeasuredOn[];
  /** One for each scale. */
  readonly choices: readonly ChipChoice[];
}

export interface ShipMap {
  /** Version of the JSON file. */
  readonly v: 1;
  readonly runs: readonly string[];
  readonly level: Level;
  readonly prefer: Preference;
  readonly not_a_phone: boolean;
  readonly chips: readonly MappedChip[];
  /** Chips of iPhones that were not measured, for which the map has no answer. */
  readonly unmeasured: readonly string[];
}

interface Wanted {
  readonly prefer: Preference;
  /** Chips that the map must have. */
  readonly chips: readonly string[];
}

interface Files {
  readonly swift: string;
  readonly json: string;
}

/** Writes the map of some runs together as Swift and as JSON. Nothing is written where a chip has no answer. */
export function shipMapRuns(folders: readonly RunFolder[], asked: Asked, wanted: Wanted, files: Files): ShipMap {
  const measured = measuredIn(folders, asked);
  const map = shipMapOf(
    measured,
    folders.map(({ id }) => id),
    wanted,
  );
  for (const file of [files.swift, files.json]) mkdirSync(dirname(file), { recursive: true });
  writeWhole(files.swift, shipMapSwift(map));
  writeWhole(files.json, `${JSON.stringify(map, null, 2)}\n`);
  return map;
}

/**
 * What to ship to each chip. Throws a Problem for a chip that is wanted and was not measured, for phones of the fleet that are
 * missing, and for a chip on which no variant meets the budgets: a map with a hole reads like a whole one.
 */
export function shipMapOf(
  { rows, verdict, fleet }: Measured,
  runs: readonly string[],
  { prefer, chips: wanted }: Wanted,
): ShipMap {
  if (verdict.gaps.length > 0) {
    throw new Problem(
      `phones of the fleet are missing: ${verdict.gaps.map(gapText).join('; ')}; measure them too`,
      exitCodes.missing,
    );
  }
  const required = fleet.length === 0 ? rows : rows.filter((row) => fleet.some((entry) => isMeant(entry, row)));
  const byChip = rowsByChip(required);
  refuseUnmeasured(wanted, [...byChip.keys()]);
  const chips = [...byChip].map(([chip, own]) => mappedChip(chip, own, assess(own, verdict.findings), prefer));
  return {
    v: 1,
    runs,
    level: verdict.level,
    prefer,
    not_a_phone: verdict.not_a_phone,
    chips,
    unmeasured: knownChips.filter((chip) => !byChip.has(chip)),
  };
}

const rowsByChip = (rows: readonly CaseRow[]): ReadonlyMap<string, readonly CaseRow[]> =>
  groupBy(rows, (row) => {
    const chip = chipOf(row);
    if (chip !== undefined) return chip;
    const what = row.device_model === undefined ? 'never said what model it is' : `is an ${row.device_model}`;
    throw new Problem(
      `${deviceName(row)} ${what}, whose chip this version of rezbench does not know; leave its run out, or add the model to src/contract/phone-models.ts`,
    );
  });

function refuseUnmeasured(wanted: readonly string[], measured: readonly string[]): void {
  const isKnown = (chip: string): boolean => knownChips.includes(chip) || measured.includes(chip);
  const none = wanted.find((chip) => !isKnown(chip));
  if (none !== undefined) {
    throw new Problem(`no iPhone has a chip ${JSON.stringify(none)}; name one of ${knownChips.join(', ')}`);
  }
  const lacking = wanted.filter((chip) => !measured.includes(chip));
  if (lacking.length === 0) return;
  const remedies = lacking.map((chip) => `${chip} (${typesWith(chip).map(soldAs).join(', ')})`);
  throw new Problem(
    `nothing was measured on ${remedies.join(' nor on ')}; measure one of these phones, or leave the chip out`,
    exitCodes.missing,
  );
}

const soldAs = (type: string): string => modelOf(type)?.name ?? type;

function mappedChip(
  chip: string,
  rows: readonly CaseRow[],
  assessed: readonly Assessed[],
  prefer: Preference,
): MappedChip {
  const choices = recommend(assessed).map((recommendation): ChipChoice => {
    const picked = recommendation[prefer]?.choice;
    const chosen =
      picked &&
      assessed.find(
        (each) => meets(each) && nameOf(each.choice) === nameOf(picked) && each.choice.scale === picked.scale,
      );
    if (chosen === undefined) {
      const { scale, outcome, not_recommended: rejected } = recommendation;
      const why = rejected
        .slice(0, reasonsShown)
        .map(({ choice, reasons }) => `${nameOf(choice)}: ${reasons[0] ?? 'has no such figure'}`);
      if (rejected.length > reasonsShown) why.push(`and ${String(rejected.length - reasonsShown)} more`);
      throw new Problem(
        `no variant${scale === undefined ? '' : ` of x${String(scale)}`} meets every budget on ${chip} (${why.join('; ')}); npx rezbench ship says all about each`,
        codes[outcome],
      );
    }
    return chipChoice(chosen);
  });
  return { chip, device_models: typesWith(chip), measured_on: measuredOn(rows), choices };
}

/** A refusal is one sentence; ship.md has all. */
const reasonsShown = 3;

const codes = {
  passed: exitCodes.missing,
  waived: exitCodes.missing,
  inconclusive: exitCodes.inconclusive,
  missing: exitCodes.missing,
  failed: exitCodes.gateFailed,
} as const;

function chipChoice({ choice, figures, rows }: Assessed): ChipChoice {
  const sha256 = rows.find((row) => row.variant_sha256 !== undefined)?.variant_sha256;
  return {
    ...(choice.scale !== undefined && { scale: choice.scale }),
    variant: choice.variant,
    ...(sha256 !== undefined && { variant_sha256: sha256 }),
    compute_units: choice.compute_units,
    ...(figures.package_bytes !== undefined && { package_bytes: figures.package_bytes }),
    ...(figures.psnr_y_db !== undefined && { psnr_y_db: figures.psnr_y_db }),
    ...(figures.memory_predict_peak_bytes !== undefined && {
      memory_predict_peak_bytes: figures.memory_predict_peak_bytes,
    }),
    latencies: latenciesOf(rows.filter(isSteady)),
  };
}

function latenciesOf(rows: readonly CaseRow[]): MeasuredLatency[] {
  const sizes = [...new Map(rows.map((row) => [sizeOf(row), row])).entries()];
  return sizes.flatMap(([size, { image_width: width, image_height: height }]) => {
    const here = rows.filter((row) => sizeOf(row) === size);
    const medians = here.map(({ latency_median_ms: ms }) => ms).filter((ms) => ms !== undefined);
    const highs = here.map(({ latency_ci_high_ms: ms }) => ms).filter((ms) => ms !== undefined);
    if (medians.length === 0) return [];
    return [
      {
        width,
        height,
        median_ms: Math.max(...medians),
        ...(highs.length === here.length && { high_ms: Math.max(...highs) }),
      },
    ];
  });
}

function measuredOn(rows: readonly CaseRow[]): MeasuredOn[] {
  const phones = new Map(rows.map((row) => [row.device_udid, row]));
  const all = [...phones.values()].map(({ device_model = '', os_version, os_build }) => ({
    model: device_model,
    ...(os_version !== undefined && { os_version }),
    ...(os_build !== undefined && { os_build }),
  }));
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}
