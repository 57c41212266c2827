import { containerAt, writeInventory } from './container.js';
import { currentDevice } from './device.js';
import { runJobFile } from './run-job-file.js';

/** Both are set when the app is bundled (bundle.ts). */
declare const APP_BUILD: string;
declare const STATUS_WRITER: string;

/** The harness app's entry: `--job jobs/<launch>.json` under Documents. Without a job it only writes the inventory. */
async function main(): Promise<void> {
  const container = containerAt(process.env['HOME'] ?? '');
  const argument = process.argv.indexOf('--job');
  if (argument < 0) {
    writeInventory(container);
    return;
  }
  const jobFile = process.argv[argument + 1] ?? '';
  const device = currentDevice(process.env);
  const ending = await runJobFile(jobFile, { container, device, build: APP_BUILD, statusWriter: STATUS_WRITER });
  switch (ending.end) {
    case 'reported':
      return;
    case 'ran_before':
      throw new Error(`${jobFile} already has events`);
    case 'unreported':
      throw new Error(ending.reason);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
