import { join } from 'node:path';
import { caseFigures } from './case-figures.js';
import { caseRecords } from './case-record.js';
import type { PhoneRecord } from './case-record.js';
import { rowsOf } from './column.js';
import { toCsv } from './csv.js';
import { dataPackage } from './datapackage.js';
import { readRun } from './read-run.js';
import type { RunFolder } from './run-folder.js';
import { launchAttempts, launchesTable } from './tables/launches.js';
import { qualityRecords, qualityTable } from './tables/quality.js';
import { resultsTable } from './tables/results.js';
import type { CaseRow } from './tables/results.js';
import { samplesTable } from './tables/samples.js';
import { writeSamples } from './write-samples.js';
import { writeWhole, writeWholeBy } from './write-whole.js';

export const tables = [resultsTable, qualityTable, launchesTable, samplesTable] as const;

/**
 * Writes every table of a run, from its plan, journals and judged images alone: the same files give the same bytes.
 * `phones` is what they say, where that was read already. Returns the rows of results.csv.
 */
export function writeTables(folder: RunFolder, phones: readonly PhoneRecord[] = readRun(folder)): readonly CaseRow[] {
  const cases = rowsOf(
    resultsTable,
    phones.flatMap((phone) => caseRecords(phone).map(caseFigures)),
  );
  const write = (name: string, text: string): void => {
    writeWhole(join(folder.path, name), text);
  };
  write('results.csv', toCsv(resultsTable, cases));
  write('quality.csv', toCsv(qualityTable, rowsOf(qualityTable, phones.flatMap(qualityRecords))));
  write('launches.csv', toCsv(launchesTable, rowsOf(launchesTable, phones.flatMap(launchAttempts))));
  writeWholeBy(join(folder.path, 'samples.csv'), (append) => {
    writeSamples(phones, append);
  });
  write('datapackage.json', `${JSON.stringify(dataPackage(folder.id, tables), null, 2)}\n`);
  return cases;
}
