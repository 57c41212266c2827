import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { TwinProcess } from '../../../test/twin-process.js';
import type { ResultOf } from '../../contract/events.js';
import type { Step, StepName } from '../../contract/job.js';
import { sessionVariable } from '../modelled/launch.js';
import type { ModelledPhone } from '../modelled/settings.js';
import { fleets } from '../noise/fleets.js';

const phone: ModelledPhone = {
  seed: 1,
  phone: 'a',
  night: 1,
  speed: 1,
  noise: fleets.typical,
  memorySd: 0.006,
  baseMs: { 'repeat-image-x2': 20 },
  effects: [{ fromNight: 2, slower: 1, memory: 0.15, hungrier: 0 }],
  ambientC: 22,
  throttleAboveC: 38,
};
const on = { arm: 'a', image: 'small', tiles: [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 8, height: 8 } }] };
const steps: Step[] = [
  { do: 'stage' },
  { do: 'compile', arm: 'a' },
  { do: 'load', arm: 'a' },
  { do: 'cooldown', until: 'nominal', timeoutS: 60 },
  { do: 'pause', durationS: 600 },
  { do: 'sentinel' },
  { do: 'warmup', ...on, count: 3 },
  { do: 'measure', ...on, count: 20, minNs: 60e9, scope: 'predict' },
  { do: 'measure', ...on, count: 2, minNs: 0, scope: 'end_to_end' },
  { do: 'quality', ...on },
  { do: 'unload', arm: 'a' },
];

function hurried(step: Step): Step {
  if (step.do === 'pause') return { ...step, durationS: 0.01 };
  return step.do === 'measure' ? { ...step, minNs: 0 } : step;
}

describe('the app on a phone whose latency is modelled', function () {
  this.timeout(120_000);
  let twin: TwinProcess;
  const session = join(temporaryFolder().path, 'session.json');

  before(async () => {
    twin = await TwinProcess.in(temporaryFolder().path);
  });
  after(() => {
    twin.close();
  });

  async function launch(id: string, modelled?: ModelledPhone) {
    // Only a modelled phone rests and measures for minutes in no time.
    const patient = modelled === undefined ? steps.map(hurried) : steps;
    twin.push(id, { steps: patient });
    const device = modelled === undefined ? {} : { modelled };
    await twin.start(id, { device, environment: { [sessionVariable]: session } }).exit;
    const events = twin.events(id);
    expect(events.at(-1)).to.include({ event: 'result', do: 'unload' });
    const hello = events.find((event) => event.event === 'hello');
    const result = <Name extends StepName>(name: Name) =>
      events.find((event): event is ResultOf<Name> => event.event === 'result' && event.do === name);
    return { events, hello, result };
  }

  it('says so, enlarges as ever, and reports what no time passed by', async () => {
    const [host, modelled] = [await launch('host'), await launch('modelled', phone)];
    expect(host.hello).not.to.have.property('latencySource');
    expect(modelled.hello).to.include({ latencySource: 'modelled' });
    expect(modelled.result('quality')?.sha256).to.equal(host.result('quality')?.sha256);
    expect(modelled.result('pause')?.waitedNs).to.equal(600e9);
    // A minute of predictions and ten of rest: the events' clock has gone on, and so far as its steps say.
    const timed = modelled.result('measure');
    expect(timed?.latenciesNs.length).to.be.within(1500, 3500);
    expect(timed?.startsNs.length).to.equal(timed?.latenciesNs.length);
    const at = modelled.events.map(({ tNs }) => tNs);
    expect(at).to.deep.equal(at.toSorted((a, b) => a - b));
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).to.be.above(660e9);
  });

  it('is slower and larger from the night on that the fleet file says', async () => {
    const of = async (id: string, night: number) => {
      const { result } = await launch(id, { ...phone, night });
      const { latenciesNs = [], footprintPeakBytes = NaN } = result('measure') ?? {};
      return { median: latenciesNs.toSorted((a, b) => a - b)[latenciesNs.length >> 1] ?? NaN, footprintPeakBytes };
    };
    const [first, second] = [await of('night', 1), await of('later', 2)];
    expect(second.median / first.median).to.be.within(1.8, 2.2);
    expect(second.footprintPeakBytes / first.footprintPeakBytes).to.be.within(1.05, 1.25);
  });

  it('ends as one that jetsam killed when a model takes more memory than the phone lets it have', async () => {
    twin.push('large', { steps });
    const device = { modelled: { ...phone, memoryLimitBytes: 1e6 } };
    expect(await twin.start('large', { device, environment: { [sessionVariable]: session } }).exit).to.equal(137);
    expect(twin.events('large').at(-1)).to.include({ event: 'start', do: 'load' });
  });
});
