import type { Event } from '../src/contract/events.js';
import { readPlan } from '../src/results/run-folder.js';
import type { RunFolder } from '../src/results/run-folder.js';
import { runLaunch } from '../src/run/launch.js';
import { runInOrder } from '../src/run/on-demand.js';
import { closeSession, openSession } from '../src/run/session.js';
import { Random } from '../src/virtual/noise/random.js';
import { eventsOf } from './events-of.js';
import { FakePhone } from './fake-phone.js';

/** Spread of launches and of their iterations, as a share. */
const spread = 0.01;

/**
 * Carries all launches of a run out on a fake phone, on which a package takes `latencyNs` nanoseconds and a percent or so of
 * noise, which follows from the place of the launch in the run: its name holds the time. Memory peaks `memory` times as high as usual.
 * Where a package takes NaN nanoseconds, the app fails in the step after it has its files.
 */
export async function measureOnFake(
  folder: RunFolder,
  latencyNs: (sha256: string) => number,
  memory: (sha256: string) => number = () => 1,
  { appBuild = 'b1', osBuild }: { readonly appBuild?: string; readonly osBuild?: string } = {},
): Promise<void> {
  const plan = readPlan(folder);
  let place = 0;
  const phone = new FakePhone((job, self) => {
    const random = new Random(`${plan.name} ${String(place++)}`);
    const ofLaunch = spread * random.normal();
    const sha256Of = (arm: string): string => job.arms[arm]?.sha256 ?? '';
    const events = eventsOf(job, (arm) => latencyNs(sha256Of(arm)) * Math.exp(ofLaunch + spread * random.normal()));
    const isFailing = Object.values(job.arms).some(({ sha256 }) => Number.isNaN(latencyNs(sha256)));
    const factor = memory(sha256Of(Object.keys(job.arms)[0] ?? ''));
    self.write(
      job,
      (isFailing ? failing(events) : events).map((event) =>
        withMemory(
          event.event === 'hello'
            ? { ...event, appBuild, os: { ...event.os, ...(osBuild !== undefined && { build: osBuild }) } }
            : event,
          factor,
        ),
      ),
    );
  });
  phone.build = appBuild;
  const target = { udid: phone.udid, name: 'Fake', osVersion: '18.0' };
  const session = await openSession(phone, target, { folder, plan, appBuild: phone.build });
  for (const launch of plan.launches) await runInOrder(session, launch, runLaunch);
  await closeSession(session);
}

const failing = (events: readonly Event[]): Event[] =>
  events.slice(0, 5).map((event) => {
    if (event.event !== 'result' || event.do === 'stage') return event;
    const { tNs, step, do: name } = event;
    return { event: 'error', tNs, step, do: name, kind: 'failed', reason: 'no' };
  });

const withMemory = (event: Event, factor: number): Event =>
  'footprintPeakBytes' in event
    ? { ...event, footprintPeakBytes: Math.round(event.footprintPeakBytes * factor) }
    : event;
