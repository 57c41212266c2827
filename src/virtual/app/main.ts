import { containerAt, writeInventory } from './container.js';
import { currentDevice } from './device.js';
import { runJobFile } from './run-job-file.js';

/** Set when the app is bundled. */
declare const APP_BUILD: string;

/** The harness app's entry: `--job jobs/<launch>.json` under Documents. Without a job there is nothing to show here. */
async function main(): Promise<void> {
  const container = containerAt(process.env['HOME'] ?? '');
  const argument = process.argv.indexOf('--job');
  if (argument < 0) {
    writeInventory(container);
    return;
  }
  const jobFile = process.argv[argument + 1] ?? '';
  const ending = await runJobFile(jobFile, { container, device: currentDevice(process.env), build: APP_BUILD });
  switch (ending.end) {
    case 'told':
      return;
    case 'ran_before':
      throw new Error(`${jobFile} already has events`);
    case 'untold':
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
