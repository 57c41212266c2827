import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { DoctorReport } from '../doctor/examine.js';
import { logFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { explainAppiumLog } from '../setup/wda-failures.js';

/** How much of Appium's log is searched, from its end: with Xcode's output it can be long. */
const searchedBytes = 8_000_000;

/** Says why phones gave no session: what Appium's log shows, then the next thing that doctor would do. */
export async function sayWhyNoSession(folder: RunFolder, examine?: () => Promise<DoctorReport>): Promise<void> {
  const reason = explainAppiumLog(endOf(logFile(folder, 'appium')));
  if (reason !== undefined) console.error(`rezbench: Appium's log says: ${reason}`);
  const next = (await examine?.())?.next;
  if (next?.what === undefined) return;
  console.error(
    `rezbench: doctor says: ${next.about === undefined ? '' : `${next.about}, `}${next.what}: ${next.action}`,
  );
}

function endOf(file: string): string {
  if (!existsSync(file)) return '';
  const log = openSync(file, 'r');
  try {
    const { size } = fstatSync(log);
    const bytes = Buffer.alloc(Math.min(size, searchedBytes));
    const read = readSync(log, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8', 0, read);
  } finally {
    closeSync(log);
  }
}
