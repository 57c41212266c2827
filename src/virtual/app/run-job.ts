import { join } from 'node:path';
import type { Job, Step, StepName } from '../../contract/job.js';
import { statusPath } from '../../contract/paths.js';
import type { ModelledLaunch } from '../modelled/launch.js';
import type { App } from './app.js';
import type { EventLog, Untimed } from './event-log.js';
import type { LoadRecord } from './load-record.js';
import { StatusFile } from './status-file.js';
import { awaitForeground } from './steps/foreground.js';
import { steps } from './steps/index.js';
import { modelledSteps } from './steps/modelled.js';
import { StepError } from './steps/step.js';
import type { Context, Execute } from './steps/step.js';

/** What a job tells of itself while it runs. */
type Watched = Pick<StatusFile, 'begin' | 'progress' | 'done' | 'close'>;

const unwatched: Watched = {
  begin: () => undefined,
  progress: () => undefined,
  done: () => undefined,
  close: () => Promise.resolve(),
};

/** The steps that hold the main thread until they are over. */
const blockingSteps: ReadonlySet<StepName> = new Set(['compile', 'load']);

/**
 * Carries out a job, step by step, writing down what it sees. The first step that fails ends the launch. With `modelled`, what
 * its steps take is drawn from a model.
 */
export async function runJob(
  job: Job,
  app: App,
  loads: LoadRecord,
  log: EventLog,
  modelled?: ModelledLaunch,
): Promise<void> {
  const { container, device, scene, thermal, patienceMs, models } = app;
  const status =
    app.statusWriter === undefined
      ? unwatched
      : new StatusFile(join(container.documents, statusPath(job.launch)), job, app.statusWriter);
  const context: Context = {
    job,
    container,
    osBuild: device.osBuild,
    osVersion: device.osVersion,
    scene,
    thermal,
    patienceMs,
    models,
    loads,
    loaded: new Map(),
    images: new Map(),
    progress: (share) => {
      status.progress(Math.min(1, share));
    },
  };
  try {
    await runSteps(context, modelled ? modelledSteps(modelled, app.build) : steps, status, log);
    status.done();
  } finally {
    modelled?.keep();
    await status.close();
  }
}

async function runSteps(context: Context, table: typeof steps, status: Watched, log: EventLog): Promise<void> {
  for (const [index, step] of context.job.steps.entries()) {
    log.append({ event: 'start', step: index, do: step.do });
    try {
      if (index === 0) {
        status.begin(index, { beats: false });
        await awaitForeground(context);
      }
      status.begin(index, { beats: blockingSteps.has(step.do) });
      log.append(await resultOf(index, step, context, table));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const kind = error instanceof StepError ? error.kind : 'failed';
      log.append({ event: 'error', step: index, do: step.do, kind, reason: error.message });
      return;
    }
  }
}

async function resultOf(index: number, step: Step, context: Context, table: typeof steps): Promise<Untimed> {
  // The table pairs each name with its own function; the compiler cannot follow that through a union.
  const execute = table[step.do] as Execute<Step['do']>;
  return { event: 'result', step: index, do: step.do, ...(await execute(step, context)) } as Untimed;
}
