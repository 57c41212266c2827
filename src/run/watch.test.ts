import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { FakePhone } from '../../test/fake-phone.js';
import { measured } from '../../test/hand-made-run.js';
import type { Event } from '../contract/events.js';
import { contractVersion } from '../contract/job.js';
import type { Step } from '../contract/job.js';
import { endNotification, eventsPath, statusPath } from '../contract/paths.js';
import { AppFiles } from '../phone/app-files.js';
import { CommandFailed } from '../phone/command.js';
import { awaitEnd, awaitHello } from './watch.js';
import type { Awaited, Waited } from './watch.js';

/** hello, load (start, result), measure (start, result). */
const whole = measured([1]);
const tiles = [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } }];
const measureSteps: Step[] = [
  { do: 'load', arm: 'a' },
  { do: 'measure', arm: 'a', image: 'i', tiles, scope: 'predict', count: 1, minNs: 0 },
];

describe('the wait for the end of a launch', () => {
  let phone: FakePhone;
  let files: AppFiles;

  beforeEach(() => {
    phone = new FakePhone();
    phone.states = ['running'];
    files = new AppFiles(phone.documents);
  });

  const writes = (events: readonly Event[]): void => {
    phone.files.set(eventsPath('m'), Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join('')));
  };
  const beats = (heartbeat: number): void => {
    const status = { v: contractVersion, launch: 'm', state: 'running', step: 1, steps: 2, progress: 0, heartbeat };
    phone.files.set(statusPath('m'), Buffer.from(JSON.stringify(status)));
  };
  const wait = (more: Partial<Awaited> = {}): Promise<Waited> =>
    awaitEnd(phone, files, {
      launch: 'm',
      steps: measureSteps,
      mayBeOver: false,
      sliceMs: 1,
      helloMs: 60_000,
      stallMs: 60_000,
      limitMs: 60_000,
      stepLimitMs: () => undefined,
      ...more,
    });
  /** What happens in one slice after the other; the last slice hears the app's end. */
  const slices = (...happenings: readonly (() => void)[]): void => {
    const left = [...happenings];
    phone.onWait = () => {
      left.shift()?.();
      return left.length === 0;
    };
  };
  const lines = ({ text }: Waited): number => text.split('\n').length - 1;

  it('asks the phone nothing until the app announces its end, and then for the events alone', async () => {
    phone.onWait = (name) => {
      expect(name).to.equal(endNotification('m'));
      writes(whole);
      return true;
    };
    expect(lines(await wait())).to.equal(whole.length);
    expect(phone.asked).to.deep.equal(['wait for the app', `give ${eventsPath('m')}`]);
  });

  it('loses a slice and no more when the announcement is lost', async () => {
    phone.states = ['ended'];
    phone.onWait = () => {
      writes(whole);
      return false;
    };
    expect(await wait()).not.to.have.property('late');
    expect(phone.asked.filter((request) => request === 'wait for the app')).to.have.length(1);
  });

  it('looks before it listens where the launch may be over already', async () => {
    writes(whole);
    phone.onWait = () => {
      throw new Error('nothing to wait for');
    };
    expect(lines(await wait({ mayBeOver: true }))).to.equal(whole.length);
  });

  it('is not over while the state of the app is unknown', async () => {
    phone.states = ['unknown'];
    const begun = whole.slice(0, 4);
    slices(
      () => {
        writes(begun);
      },
      () => undefined,
      () => {
        writes(whole);
      },
    );
    expect(lines(await wait())).to.equal(whole.length);
  });

  it('asks twice whether the app is gone when its events do not say so', async () => {
    phone.states = ['ended', 'running', 'running'];
    slices(
      () => {
        writes(whole.slice(0, 4));
      },
      () => {
        writes(whole);
      },
    );
    expect(lines(await wait())).to.equal(whole.length);
  });

  it('is over when the app is gone and its events are not whole', async () => {
    phone.states = ['ended'];
    writes(whole.slice(0, 4));
    phone.onWait = () => false;
    const waited = await wait();
    expect(lines(waited)).to.equal(4);
    expect(waited).not.to.have.property('late');
  });

  it('is over when the app was gone before it said anything', async () => {
    phone.states = ['ended'];
    phone.onWait = () => false;
    expect(await wait()).to.deep.equal({ text: '', disturbed: [] });
  });

  it('is over when what the app wrote cannot be read', async () => {
    phone.onWait = () => {
      phone.files.set(eventsPath('m'), Buffer.from('{"event":"dance"}\n'));
      return false;
    };
    expect(await wait()).not.to.have.property('late');
  });

  it('goes on after an announcement that the events do not bear out', async () => {
    let turn = 0;
    phone.onWait = () => {
      writes(++turn < 2 ? whole.slice(0, 4) : whole);
      return true;
    };
    expect(lines(await wait())).to.equal(whole.length);
    expect(turn).to.equal(2);
  });

  it('ends with a failure when the app announces its end and the events are not there', async () => {
    phone.onWait = () => true;
    const error: unknown = await wait().catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CommandFailed);
  });

  it('lets time pass where the phone declines to listen', async () => {
    phone.refusals.set('wait for the app', 1);
    slices(() => {
      writes(whole);
    });
    expect(lines(await wait())).to.equal(whole.length);
  });

  it('ends with the failure when the phone was lost while it listened', async () => {
    phone.refusals.set('wait for the app', 1);
    phone.loss = { cause: 'cable', detail: 'gone' };
    const error: unknown = await wait().catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CommandFailed);
  });

  it('passes on how far the app says it is, whenever it reads that', async () => {
    writes(whole.slice(0, 4));
    const seen: number[][] = [];
    slices(
      () => {
        beats(7);
      },
      () => {
        writes(whole);
      },
    );
    await wait({ noteStatus: ({ step, heartbeat }) => seen.push([step, heartbeat]) });
    expect(seen).to.deep.equal([[1, 7]]);
  });

  describe('gives up an app', () => {
    it('whose heart stands still, and names the step', async () => {
      writes(whole.slice(0, 4));
      beats(3);
      phone.onWait = () => false;
      expect((await wait({ stallMs: 5 })).late).to.deep.equal({ status: 'timed_out', step: 'measure', afterMs: 5 });
    });

    it('that goes on for too long though its heart beats', async () => {
      writes(whole.slice(0, 4));
      let beat = 0;
      phone.onWait = () => {
        beats(++beat);
        return false;
      };
      const late = { status: 'timed_out', step: 'measure', afterMs: 5, whole: true };
      expect((await wait({ limitMs: 5 })).late).to.deep.equal(late);
    });

    it('whose step goes on for too long though its heart beats', async () => {
      let beat = 0;
      writes(whole.slice(0, 2));
      phone.onWait = () => {
        beats(++beat);
        if (beat === 1) writes(whole.slice(0, 4));
        return false;
      };
      const late = { status: 'timed_out', step: 'measure', afterMs: 5, whole: true };
      const limits: Partial<Record<string, number>> = { measure: 5 };
      expect((await wait({ stepLimitMs: ({ do: step }) => limits[step] })).late).to.deep.equal(late);
    });

    it('that says no hello', async () => {
      phone.onWait = () => false;
      expect((await wait({ helloMs: 5, steps: measureSteps.slice(0, 1) })).late).to.deep.equal({
        status: 'timed_out',
        afterMs: 5,
      });
    });

    it('but not for a status that was cut while it was replaced', async () => {
      writes(whole.slice(0, 4));
      let turn = 0;
      phone.onWait = () => {
        turn++;
        if (turn === 2) phone.files.set(statusPath('m'), Buffer.from('{"v":2,"laun'));
        else beats(turn);
        if (turn === 5) writes(whole);
        return turn === 5;
      };
      expect(await wait()).not.to.have.property('late');
    });
  });

  describe('once it takes longer than a slice', () => {
    const steps: Step[] = [
      { do: 'cooldown', until: 'nominal', timeoutS: 60 },
      { do: 'pause', durationS: 2 },
      { do: 'sentinel' },
      ...measureSteps.slice(1),
    ];
    const limits: number[] = [];
    const standsAt = (step: number): void => {
      writes([...whole.slice(0, 1), { event: 'start', tNs: 2, step, do: steps[step]?.do ?? '' }]);
    };

    it('looks often until the pause before the timed steps, and then leaves the phone alone', async () => {
      limits.length = 0;
      let turn = 0;
      phone.onWait = (_, limitMs) => {
        limits.push(limitMs);
        turn++;
        standsAt(turn < 3 ? 0 : 1);
        if (turn === 4)
          writes([...whole.slice(0, 1), { event: 'result', tNs: 9, step: 3, do: 'sentinel', sentinelNs: 1 }]);
        return turn === 4;
      };
      await wait({ steps, sliceMs: 30_000, limitMs: 600_000 });
      expect(limits).to.deep.equal([30_000, 1500, 1500, 180_000]);
    });

    it('looks among timed steps once, notes which, and leaves the phone alone for much longer then', async () => {
      limits.length = 0;
      let turn = 0;
      phone.onWait = (_, limitMs) => {
        limits.push(limitMs);
        if (++turn === 1) standsAt(3);
        else writes([...whole.slice(0, 1), { event: 'result', tNs: 9, step: 3, do: 'sentinel', sentinelNs: 1 }]);
        return turn === 2;
      };
      const limitMs = 600_000;
      const { disturbed } = await wait({ steps, sliceMs: 10_000, limitMs });
      expect([limits, disturbed]).to.deep.equal([[10_000, 180_000], ['measure']]);
    });

    it('looks again soon when the app has announced its end and the events were cut on their way', async () => {
      limits.length = 0;
      phone.onWait = (_, limitMs) => {
        limits.push(limitMs);
        if (limits.length === 1) standsAt(3);
        else writes([...whole.slice(0, 1), { event: 'result', tNs: 9, step: 3, do: 'sentinel', sentinelNs: 1 }]);
        return limits.length === 1;
      };
      await wait({ steps, sliceMs: 10_000, limitMs: 600_000 });
      expect(limits).to.deep.equal([10_000, 1500]);
    });

    it('looks often between a load and the pause before the predictions, and leaves a load alone', async () => {
      limits.length = 0;
      const around: Step[] = [
        { do: 'compile', arm: 'a' },
        { do: 'pause', durationS: 2 },
        { do: 'load', arm: 'a' },
        ...steps,
      ];
      const stands = [0, 1, 3, 4];
      phone.onWait = (_, limitMs) => {
        limits.push(limitMs);
        const step = stands.shift();
        if (step === undefined) {
          writes([
            ...whole.slice(0, 1),
            { event: 'result', tNs: 9, step: around.length - 1, do: 'sentinel', sentinelNs: 1 },
          ]);
          return true;
        }
        writes([...whole.slice(0, 1), { event: 'start', tNs: 2, step, do: around[step]?.do ?? '' }]);
        return false;
      };
      await wait({ steps: around, sliceMs: 30_000, limitMs: 600_000 });
      expect(limits).to.deep.equal([30_000, 1500, 180_000, 1500, 180_000]);
    });
  });
});

describe('the wait for the hello', () => {
  it('ends with the hello, also of an app whose state is unknown', async () => {
    const phone = new FakePhone();
    phone.states = ['unknown'];
    phone.files.set(eventsPath('m'), Buffer.from(`${JSON.stringify(whole[0])}\n`));
    expect(await awaitHello(phone, new AppFiles(phone.documents), 'm', 60_000)).to.equal('hello');
    expect(phone.asked).to.deep.equal([`give ${eventsPath('m')}`]);
  });

  it('ends when there is none in time', async () => {
    const phone = new FakePhone();
    expect(await awaitHello(phone, new AppFiles(phone.documents), 'm', 0)).to.equal('silent');
  });
});
