import { readMoves } from '../../src/results/moves.js';
import { readCaseRows } from '../../src/results/read-tables.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import type { CaseRow } from '../../src/results/tables/results.js';
import { casesOf, isLost, phonesOf } from './farm.js';
import type { Farm } from './farm.js';

/** What a night came to. */
export interface NightFound {
  readonly rows: number;
  /** Rows with figures. */
  readonly ok: number;
  /** Phones that were given work, and those of them that were lost in the midst of it. */
  readonly busy: number;
  readonly lost: number;
  readonly moves: number;
}

/** What is wrong with the rows of a night, a sentence each: a row that lacks, one too many, one without figures for no reason. */
export function wrongRows(folder: RunFolder, farm: Farm): string[] {
  const rows = readCaseRows(folder);
  const identities = phonesOf(farm);
  if (farm.isMadeUp) {
    const expected = farm.phones * casesOf(farm);
    return rows.length === expected ? [] : [`there are ${String(rows.length)} rows, not ${String(expected)}`];
  }
  const wrong: string[] = [];
  const held = new Map<string, CaseRow[]>();
  for (const row of rows) {
    const key = keyOf(row, farm);
    held.set(key, [...(held.get(key) ?? []), row]);
  }
  const owners = new Set(
    farm.shares ? identities.map(({ productType }) => productType) : identities.map(({ udid }) => udid),
  );
  for (const owner of owners) {
    const own = [...held.keys()].filter((key) => key.startsWith(`${owner} `)).length;
    if (own !== casesOf(farm)) wrong.push(`${owner} has ${String(own)} cases, not ${String(casesOf(farm))}`);
  }
  for (const [key, found] of held) {
    if (found.length > 1) wrong.push(`${key} has ${String(found.length)} rows`);
  }
  const mayOwe = new Set(identities.filter((_, index) => isLost(index, farm)).map(({ udid }) => udid));
  for (const { device_udid, case_id, status } of rows) {
    // Nobody takes over what a lost phone owes of a sweep that is not shared.
    if (status !== 'ok' && (farm.shares || !mayOwe.has(device_udid))) {
      wrong.push(`${device_udid} ${case_id} is ${status}`);
    }
  }
  return wrong;
}

const keyOf = ({ device_model, device_udid, case_id }: CaseRow, { shares }: Farm): string =>
  `${shares ? (device_model ?? '') : device_udid} ${case_id}`;

export function foundIn(folder: RunFolder, farm: Farm): NightFound {
  const rows = readCaseRows(folder);
  const moves = readMoves(folder.path);
  const busy = new Set([...rows.map(({ device_udid }) => device_udid), ...moves.map(({ from }) => from)]);
  const isLostOne = new Map(phonesOf(farm).map(({ udid }, index) => [udid, isLost(index, farm)]));
  return {
    rows: rows.length,
    ok: rows.filter(({ status }) => status === 'ok').length,
    busy: busy.size,
    lost: [...busy].filter((udid) => isLostOne.get(udid)).length,
    moves: moves.length,
  };
}
