import type { Event } from '../src/contract/events.js';
import type { Job, Step } from '../src/contract/job.js';
import { hello } from './hand-made-run.js';

const memory = { footprintBytes: 50_000_000, footprintPeakBytes: 60_000_000 };

/** What an app writes that carries out a job without a fault, when a prediction of an arm takes so long, in nanoseconds. */
export function eventsOf(job: Pick<Job, 'steps'>, latencyNs: (arm: string, iteration: number) => number): Event[] {
  return [
    hello,
    ...job.steps.flatMap((step, index): Event[] => {
      const tNs = 1000 * (index + 1);
      return [
        { event: 'start', tNs, step: index, do: step.do },
        { event: 'result', tNs: tNs + 500, step: index, ...resultOf(step, latencyNs) } as Event,
      ];
    }),
  ];
}

function resultOf(step: Step, latencyNs: (arm: string, iteration: number) => number): { readonly do: Step['do'] } {
  const times = (count: number, arm: string): number[] =>
    Array.from({ length: count }, (_, iteration) => Math.round(latencyNs(arm, iteration)));
  switch (step.do) {
    case 'stage':
      return { do: step.do, ...{ files: 1, bytes: 1 } };
    case 'compile':
      return { do: step.do, ...{ compileNs: 1, reused: true, ...memory } };
    case 'load':
      return { do: step.do, ...{ loadNs: 1, procedure: 'prepared', notes: [], ...memory } };
    case 'pause':
      return { do: step.do, ...{ waitedNs: 1 } };
    case 'cooldown':
      return { do: step.do, ...{ waitedNs: 1, thermal: 'nominal' } };
    case 'sentinel':
      return { do: step.do, ...{ sentinelNs: 1_000_000 } };
    case 'warmup':
      return { do: step.do, ...{ latenciesNs: times(step.count, step.arm), tiles: 1, ...memory } };
    case 'measure': {
      const latenciesNs = times(step.count, step.arm);
      const startsNs = latenciesNs.map((_, index) => index);
      return {
        do: step.do,
        ...{ scope: step.scope, tiles: 1, latenciesNs, startsNs, thermal: [[0, 'nominal']], ...memory },
      };
    }
    case 'unload':
      return { do: step.do, ...memory };
    case 'purge':
    case 'quality':
    case 'placement':
      throw new Error(`no events by hand for ${step.do}`);
  }
}
