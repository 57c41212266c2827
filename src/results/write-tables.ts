import { join } from 'node:path';
import { caseFigures } from './case-figures.js';
import { caseRecords } from './case-record.js';
import type { PhoneRecord } from './case-record.js';
import { rowsOf } from './column.js';
import { toCsv } from './csv.js';
import { dataPackage } from './datapackage.js';
import { readPhones } from './read-run.js';
import type { RunFolder } from './run-folder.js';
import { SamplesFile } from './samples-file.js';
import { launchAttempts, launchesTable } from './tables/launches.js';
import { qualityRecords, qualityTable } from './tables/quality.js';
import { resultsTable } from './tables/results.js';
import type { CaseRow } from './tables/results.js';
import { samplesTable } from './tables/samples.js';
import { writeWhole } from './write-whole.js';

export const tables = [resultsTable, qualityTable, launchesTable, samplesTable] as const;

/** What a run's tables say of its cases, and what they were made of. */
export interface Tabulated {
  readonly rows: readonly CaseRow[];
  readonly phones: readonly PhoneRecord[];
}

/**
 * Writes every table of a run, from its plan, journals and judged images alone: the same files give the same bytes. Throws a
 * Problem for a damaged plan or journal.
 */
export function writeTables(folder: RunFolder): Tabulated {
  const samples = new SamplesFile(join(folder.path, 'samples.csv'));
  const tabulated = tabulate(folder, samples);
  samples.finish();
  writeWhole(join(folder.path, 'datapackage.json'), `${JSON.stringify(dataPackage(folder.id, tables), null, 2)}\n`);
  return tabulated;
}

/** The samples of each phone are handed on as soon as they are read, and written while the rest of this goes on. */
function tabulate(folder: RunFolder, samples: SamplesFile): Tabulated {
  try {
    const phones: PhoneRecord[] = [];
    for (const phone of readPhones(folder)) {
      samples.add(phone);
      phones.push(phone);
    }
    samples.end();
    const rows = rowsOf(
      resultsTable,
      phones.flatMap((phone) => caseRecords(phone).map(caseFigures)),
    );
    const write = (name: string, text: string): void => {
      writeWhole(join(folder.path, name), text);
    };
    write('results.csv', toCsv(resultsTable, rows));
    write('quality.csv', toCsv(qualityTable, rowsOf(qualityTable, phones.flatMap(qualityRecords))));
    write('launches.csv', toCsv(launchesTable, rowsOf(launchesTable, phones.flatMap(launchAttempts))));
    return { rows, phones };
  } catch (error) {
    samples.abandon();
    throw error;
  }
}
