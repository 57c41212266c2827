import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { prepare, readGolden } from '../../../test/golden/golden-case.js';
import { parseEvents } from '../../../test/parse-events.js';
import { eventsPath } from '../../contract/paths.js';
import { Apps } from '../iphone/apps.js';
import type { InstalledApp } from '../iphone/apps.js';
import { parseFault } from '../iphone/faults.js';
import type { Launch } from '../iphone/faults.js';
import { identityOf } from '../iphone/identity.js';
import { Processes } from '../iphone/processes.js';
import { buildTwinIpa, systemFor } from './ipa.js';

const bundleId = 'dev.rezbench.harness';

describe('an app that is killed in a step', function () {
  this.timeout(60_000);
  const root = temporaryFolder().path;
  let app: InstalledApp;

  before(async () => {
    const ipa = join(root, 'Harness.ipa');
    await buildTwinIpa(ipa, bundleId);
    const phone = join(root, 'phone');
    mkdirSync(phone);
    app = new Apps(phone).install(ipa);
  });

  /** Launches the app in a process of its own and returns once that is gone. */
  async function launch(jobFile: string, fault?: string): Promise<void> {
    let exited: Promise<unknown> = Promise.resolve();
    const watch = {
      strike: ({ child }: Launch): void => {
        exited = once(child, 'exit');
      },
    };
    const faults = fault === undefined ? [watch] : [watch, parseFault(fault)];
    new Processes(systemFor(identityOf(1)), faults).launch(app, ['--job', jobFile], {});
    await exited;
  }

  it('leaves a journal whose last line names the step, and does not run that launch again', async () => {
    const golden = readGolden('every-step');
    const documents = join(app.container, 'Documents');
    // Long enough that the kill cannot come too late; it ends when the process does.
    const endless = { do: 'measure', arm: 'a', image: 'small', count: 1, minNs: 0, scope: 'predict', durationS: 600 };
    const steps = (golden.job as { steps: { tiles?: unknown }[] }).steps;
    const { tiles } = steps.find((step) => step.tiles !== undefined) ?? {};
    const job = { ...golden.job, steps: [...steps.slice(0, 4), { ...endless, tiles }] };
    prepare({ ...golden, job }, documents);

    await launch(golden.jobFile, 'kill:measure');

    const left = readFileSync(join(documents, eventsPath('every-step')), 'utf8');
    const events = parseEvents(left);
    expect(events[0]?.event).to.equal('hello');
    expect(events.at(-1)).to.include({ event: 'start', do: 'measure', step: 4 });

    await launch(golden.jobFile);
    expect(readFileSync(join(documents, eventsPath('every-step')), 'utf8')).to.equal(left);
  });

  it('reports a job that it cannot read instead of ending without a word', async () => {
    const golden = readGolden('unknown-version');
    const documents = join(app.container, 'Documents');
    prepare(golden, documents);
    await launch(golden.jobFile);
    const events = parseEvents(readFileSync(join(documents, eventsPath('unknown-version')), 'utf8'));
    expect(events.at(-1)).to.include({ event: 'error', do: 'job', kind: 'failed' });
  });
});
