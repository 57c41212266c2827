import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseRecords } from './case-record.js';
import type { PhoneRecord } from './case-record.js';
import { toCsv } from './csv.js';
import { dataPackage } from './datapackage.js';
import { readRun } from './read-run.js';
import type { RunFolder } from './run-folder.js';
import { launchesTable, launchRows } from './tables/launches.js';
import { qualityRecords, qualityTable } from './tables/quality.js';
import { resultsTable } from './tables/results.js';
import { samples, samplesTable } from './tables/samples.js';

export const tables = [resultsTable, qualityTable, launchesTable, samplesTable] as const;

/** Writes every table of a run from its plan and journals alone. The same journals give the same bytes. */
export function writeTables(folder: RunFolder): readonly PhoneRecord[] {
  const phones = readRun(folder);
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder.path, name), text);
  };
  write('results.csv', toCsv(resultsTable, phones.flatMap(caseRecords)));
  write('quality.csv', toCsv(qualityTable, phones.flatMap(qualityRecords)));
  write('launches.csv', toCsv(launchesTable, phones.flatMap(launchRows)));
  write('samples.csv', toCsv(samplesTable, phones.flatMap(samples)));
  write('datapackage.json', `${JSON.stringify(dataPackage(folder.id, tables), null, 2)}\n`);
  return phones;
}
