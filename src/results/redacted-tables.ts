import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toCsv } from './csv.js';
import { dataPackage } from './datapackage.js';
import { readCaseRows, readLaunchRows, readQualityRows, readSampleRows } from './read-tables.js';
import { redactedFolder, redactValues } from './redact-run.js';
import type { RunFolder } from './run-folder.js';
import { launchesTable } from './tables/launches.js';
import { qualityTable } from './tables/quality.js';
import { resultsTable } from './tables/results.js';
import { samplesTable } from './tables/samples.js';
import { tables } from './write-tables.js';

/** Writes the tables of a run once more, to be shown to others: without what tells whose phone it was. Returns their folder. */
export function writeRedactedTables(folder: RunFolder): string {
  const rows = readCaseRows(folder);
  const [cases, quality, launches, samples] = redactValues(rows, [
    rows,
    readQualityRows(folder),
    readLaunchRows(folder),
    readSampleRows(folder),
  ]);
  const home = redactedFolder(folder);
  mkdirSync(home, { recursive: true });
  const write = (name: string, text: string): void => {
    writeFileSync(join(home, name), text);
  };
  write('results.csv', toCsv(resultsTable, cases));
  write('quality.csv', toCsv(qualityTable, quality));
  write('launches.csv', toCsv(launchesTable, launches));
  write('samples.csv', toCsv(samplesTable, samples));
  write('datapackage.json', `${JSON.stringify(dataPackage(folder.id, tables), null, 2)}\n`);
  return home;
}
