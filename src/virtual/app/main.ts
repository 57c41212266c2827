import { dirname } from 'node:path';
import type { App } from './app.js';
import { containerAt, writeInventory } from './container.js';
import { batteryLevelIn, bundleVariable, currentDevice } from './device.js';
import { LoadRecord } from './load-record.js';
import { runJobFile } from './run-job-file.js';
import { announceEnd } from './announce-end.js';
import { processStartMs } from './system/clock.js';
import { cacheLogVariable, ModelCache } from './system/model-cache.js';
import { heatVariable, thermalStateIn } from './system/heat.js';
import { sessionVariable } from '../modelled/launch.js';
import { postNotification } from './system/notifications.js';
import { Scene, sceneVariable } from './system/scene.js';

/** These are set when the app is bundled (bundle.ts). */
declare const APP_BUILD: string;
declare const BUNDLE_ID: string;
declare const STATUS_WRITER: string;

/** Half a minute: somebody may dismiss an alert. */
const patienceMs = 30_000;

/** The harness app's entry: `--job jobs/<launch>.json --sha256 <digest>`. Without a job it only writes the inventory. */
async function main(): Promise<void> {
  const app = currentApp(process.env);
  const jobFile = valueAfter('--job');
  if (jobFile === undefined) {
    writeInventory(app.container);
    LoadRecord.open(app.container, { installation: app.installation, osBuild: app.device.osBuild });
    return;
  }
  const ending = await runJobFile(jobFile, app, valueAfter('--sha256'));
  if (ending.end !== 'unreported') {
    const { attachS = 0 } = app.device;
    await announceEnd(ending.launch, { attachS, ageS: () => process.uptime(), post: postNotification });
  }
  switch (ending.end) {
    case 'reported':
      return;
    case 'ran_before':
      throw new Error(`${jobFile} already has events`);
    case 'unreported':
      throw new Error(ending.reason);
  }
}

function valueAfter(name: string): string | undefined {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : process.argv[index + 1];
}

/** Who this is, by what the virtual iPhone's system says. */
function currentApp(environment: NodeJS.ProcessEnv): App {
  const home = environment['HOME'] ?? '';
  const device = currentDevice(environment);
  const installation = environment[bundleVariable] ?? dirname(process.argv[1] ?? '');
  const log = environment[cacheLogVariable];
  const models = new ModelCache({
    home,
    bundleId: BUNDLE_ID,
    installation,
    appBuild: APP_BUILD,
    osBuild: device.osBuild,
    arguments: process.argv.slice(2),
    ...(log !== undefined && { log }),
    ...(device.predictMs !== undefined && { predictMs: device.predictMs }),
    ...(device.modelled !== undefined && { loadsWhenUsed: true }),
  });
  return {
    container: containerAt(home, BUNDLE_ID),
    build: APP_BUILD,
    installation,
    statusWriter: STATUS_WRITER,
    device,
    scene: new Scene(environment[sceneVariable], processStartMs()),
    thermal: () => thermalStateIn(environment[heatVariable]),
    batteryLevel: batteryLevelIn(environment),
    patienceMs,
    models,
    sessionFile: environment[sessionVariable],
  };
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
