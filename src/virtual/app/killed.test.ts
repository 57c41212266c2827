import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { prepare, readGolden } from '../../../test/golden/golden-case.js';
import { parseEvents } from '../../../test/parse-events.js';
import { eventsIn, statusIn } from '../../contract/events.js';
import { eventsPath, jobPath, statusPath } from '../../contract/paths.js';
import { lossIn } from '../../run/outcome-of.js';
import { makeParts } from '../iphone/phone-parts.js';
import { Apps } from '../iphone/apps.js';
import type { InstalledApp } from '../iphone/apps.js';
import { parseFault } from '../iphone/faults.js';
import type { Launch } from '../iphone/faults.js';
import { identityOf } from '../iphone/identity.js';
import { Processes } from '../iphone/processes.js';
import { buildTwinIpa, systemFor } from './ipa.js';
import { eventually } from '../../../test/rig/eventually.js';

const bundleId = 'dev.rezbench.harness';

describe('an app that something befalls in a step', function () {
  this.timeout(60_000);
  const root = temporaryFolder().path;
  const phone = makeParts(() => identityOf(1), join(root, 'parts'));
  let app: InstalledApp;

  before(async () => {
    const ipa = join(root, 'Harness.ipa');
    await buildTwinIpa(ipa, bundleId);
    const folder = join(root, 'phone');
    mkdirSync(folder);
    app = new Apps(folder).install(ipa);
  });

  /** Starts the app in a process of its own. */
  function start(
    jobFile: string,
    fault?: string,
  ): { readonly exited: Promise<unknown>; readonly processes: Processes } {
    let exited: Promise<unknown> = Promise.resolve();
    const watch = {
      strike: ({ child }: Launch): void => {
        exited = once(child, 'exit');
      },
    };
    const faults = fault === undefined ? [watch] : [watch, parseFault(fault)];
    const processes = new Processes(systemFor(identityOf(1)), faults, phone);
    processes.launch(app, ['--job', jobFile], {});
    return { exited, processes };
  }

  /** The same, and returns once that is gone. */
  const launch = async (jobFile: string, fault?: string): Promise<void> => {
    await start(jobFile, fault).exited;
  };

  const documents = (): string => join(app.container, 'Documents');
  const textOf = (name: string): string => readFileSync(join(documents(), eventsPath(name)), 'utf8');
  const lastOf = (name: string) => eventsIn(textOf(name)).events.at(-1);

  /** A job of its own for a test, whose measuring is so long that nothing can come too late; it ends when the process does. */
  function pushLong(name: string, durationS = 600): string {
    const golden = readGolden('every-step');
    const { steps } = golden.job as { steps: { tiles?: unknown }[] };
    const { tiles } = steps.find((step) => step.tiles !== undefined) ?? {};
    const endless = { do: 'measure', arm: 'a', image: 'small', count: 1, minNs: 0, scope: 'predict', durationS };
    const job = { ...golden.job, launch: name, steps: [...steps.slice(0, 4), { ...endless, tiles }] };
    prepare({ ...golden, jobFile: jobPath(name), job }, documents());
    return jobPath(name);
  }

  it('leaves a journal whose last line names the step, and does not run that launch again', async () => {
    const jobFile = pushLong('killed');
    await launch(jobFile, 'kill:measure');

    const left = textOf('killed');
    const events = parseEvents(left);
    expect(events[0]?.event).to.equal('hello');
    expect(events.at(-1)).to.include({ event: 'start', do: 'measure', step: 4 });

    await launch(jobFile);
    expect(textOf('killed')).to.equal(left);
  });

  it('leaves a crash report of the cause when it crashes in a step that is named', async () => {
    const reports = (): number => {
      phone.crashReports.move();
      return readdirSync(phone.crashReports.folder).length;
    };
    for (const [index, kind] of (['jetsam', 'crash'] as const).entries()) {
      await launch(pushLong(kind), `${kind}@measure`);
      expect(lastOf(kind), kind).to.include({ event: 'start', do: 'measure' });
      expect(reports()).to.equal(index + 1);
    }
    await launch(pushLong('start'), 'crash-at-start');
    expect([existsSync(join(documents(), eventsPath('start'))), reports()]).to.deep.equal([false, 3]);
  });

  it('leaves half a line when it dies while it writes an event, and all lines before it', async () => {
    await launch(pushLong('torn'), 'torn-events@measure');
    const text = textOf('torn');
    expect(text.endsWith('\n')).to.equal(false);
    expect(eventsIn(text).damage).to.equal(undefined);
    expect(lastOf('torn')).to.include({ event: 'result', do: 'load' });
  });

  it('says that there is no room, in whole lines, where its disk is full', async () => {
    await launch(pushLong('full', 1), 'app-disk-full@measure');
    expect(textOf('full').endsWith('\n')).to.equal(true);
    const events = parseEvents(textOf('full'));
    expect(events.at(-1)).to.include({ event: 'error', do: 'measure', kind: 'failed' });
    expect(lossIn(events, undefined)).to.have.property('cause', 'phone');
  });

  it('stands still when it hangs, and beats on while a compilation never ends', async () => {
    const beatOf = (name: string): number | undefined =>
      statusIn(readFileSync(join(documents(), statusPath(name)), 'utf8'))?.heartbeat;
    const name = 'endless';
    const { exited, processes } = start(pushLong(name), 'endless-compile');
    await eventually(() => existsSync(join(documents(), statusPath(name))) && (beatOf(name) ?? 0) >= 1001);
    expect(lastOf(name)).to.include({ event: 'start', do: 'compile' });
    await processes.terminateAll();
    await exited;

    const hung = start(pushLong('hung'), 'hang@measure');
    await eventually(() => existsSync(join(documents(), eventsPath('hung'))) && lastOf('hung')?.event === 'start');
    await eventually(() => stateOf(hung.processes) === 'T');
    await hung.processes.terminateAll();
    expect(lastOf('hung')).to.include({ do: 'measure' });
  });

  /** How Linux has the process of the latest launch: T is stopped. */
  function stateOf(processes: Processes): string | undefined {
    const pid = processes.launched.at(-1)?.child.pid;
    return /\) (\w)/.exec(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'))?.[1];
  }

  it('reports a job that it cannot read instead of ending without a word', async () => {
    const golden = readGolden('unknown-version');
    prepare(golden, documents());
    await launch(golden.jobFile);
    const events = parseEvents(textOf('unknown-version'));
    expect(events.at(-1)).to.include({ event: 'error', do: 'job', kind: 'failed' });
  });
});
