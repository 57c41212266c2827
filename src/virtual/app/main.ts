import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isContained } from '../../contract/paths.js';
import { jobSchema } from '../../contract/job.js';
import { containerAt, writeInventory } from './container.js';
import { currentDevice } from './device.js';
import { runJob } from './run-job.js';

/** Set when the app is bundled. */
declare const APP_BUILD: string;

/** The harness app's entry: `--job jobs/<launch>.json` under Documents. Without a job there is nothing to show here. */
async function main(): Promise<void> {
  const container = containerAt(process.env['HOME'] ?? '');
  writeInventory(container);
  const jobFile = process.argv[process.argv.indexOf('--job') + 1];
  if (!process.argv.includes('--job') || jobFile === undefined || !isContained(jobFile)) return;
  const path = join(container.documents, jobFile);
  if (!existsSync(path)) throw new Error(`${jobFile} does not exist`);
  const job = jobSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const ran = await runJob(job, container, currentDevice(process.env), APP_BUILD);
  if (!ran) throw new Error(`launch ${job.launch} already has events`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
