import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractVersion, jobSchema } from '../../contract/job.js';
import type { Job } from '../../contract/job.js';
import { eventsPath, jobPath, launchId } from '../../contract/paths.js';
import { ModelledLaunch, noiseIdOf } from '../modelled/launch.js';
import type { App } from './app.js';
import { removeOtherBuilds, writeInventory } from './container.js';
import { deviceState } from './device.js';
import { EventLog } from './event-log.js';
import { outOfMemory } from './out-of-memory.js';
import { LoadRecord } from './load-record.js';
import { runJob } from './run-job.js';

/** How the app came to its end. */
export type Ending =
  /** Every step has a result or one has an error, as the events say. */
  | { readonly end: 'reported'; readonly launch: string }
  /** The launch already has events; nothing was touched. */
  | { readonly end: 'ran_before'; readonly launch: string }
  /** The file names no launch, so there is nowhere to write events. */
  | { readonly end: 'unreported'; readonly reason: string };

/**
 * The app's main job: does what `jobs/<launch>.json` asks. A job that cannot be read is reported as an error of
 * a step "job", under the launch that its file is named after; so is one with another SHA-256 than the host says.
 */
export async function runJobFile(jobFile: string, app: App, sha256?: string): Promise<Ending> {
  const launch = launchOf(jobFile);
  if (launch === undefined) return { end: 'unreported', reason: `${jobFile} is not jobs/<launch>.json` };
  const { container, device, installation, sessionFile } = app;
  const modelled =
    device.modelled &&
    new ModelledLaunch(device.modelled, noiseIdOf(launch), sessionFile, () => {
      modelled?.keep();
      process.exit(outOfMemory);
    });
  const log = EventLog.create(join(container.documents, eventsPath(launch)), () => modelled?.aheadNs ?? 0);
  if (log === undefined) return { end: 'ran_before', launch };
  hello(log, launch, app, modelled);
  writeInventory(container);
  const loads = LoadRecord.open(container, { installation, osBuild: device.osBuild });
  const job = readJob(join(container.documents, jobFile), launch, sha256);
  if (typeof job === 'string') {
    log.append({ event: 'error', step: 0, do: 'job', kind: 'failed', reason: `${jobFile}: ${job}` });
  } else {
    removeOtherBuilds(container, device.osBuild);
    await runJob(job, app, loads, log, modelled);
  }
  log.seal();
  return { end: 'reported', launch };
}

function launchOf(jobFile: string): string | undefined {
  const launch = /^jobs\/(.+)\.json$/.exec(jobFile)?.[1] ?? '';
  return launchId.safeParse(launch).success && jobPath(launch) === jobFile ? launch : undefined;
}

function hello(
  log: EventLog,
  launch: string,
  { device, build, thermal, batteryLevel }: App,
  modelled?: ModelledLaunch,
): void {
  log.append({
    event: 'hello',
    v: contractVersion,
    launch,
    pid: process.pid,
    appBuild: build,
    device: { kind: 'virtual', model: device.model, name: device.name },
    os: { version: device.osVersion, build: device.osBuild },
    state: deviceState(modelled?.thermal(thermal()) ?? thermal(), batteryLevel),
    ...(modelled && { latencySource: 'modelled' as const }),
    notes: [],
  });
}

/** The job, or what is wrong with it. */
function readJob(path: string, launch: string, sha256?: string): Job | string {
  let json: unknown;
  try {
    const text = readFileSync(path);
    if (sha256 !== undefined && createHash('sha256').update(text).digest('hex') !== sha256) return 'arrived damaged';
    json = JSON.parse(text.toString('utf8'));
  } catch (error) {
    return error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
  }
  const { data, error } = jobSchema.safeParse(json);
  if (data === undefined) {
    const [issue] = error.issues;
    return `field ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  }
  return data.launch === launch ? data : `field launch: is ${data.launch}, which is not what the file is named`;
}
