import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { goldenNames, normal, prepare, readGolden, rebaseline } from '../../../test/golden/golden-case.js';
import { eventsIn, inventorySchema, loadsSchema, statusSchema } from '../../contract/events.js';
import { parseEvents } from '../../../test/parse-events.js';
import type { Event } from '../../contract/events.js';
import { contractVersion } from '../../contract/job.js';
import { eventsPath, inventoryPath, jobPath, loadsPath, statusPath } from '../../contract/paths.js';
import type { App } from './app.js';
import { bundleStatusWriter } from './bundle.js';
import { containerAt } from './container.js';
import { runJobFile } from './run-job-file.js';
import { ModelCache } from './system/model-cache.js';
import { Scene } from './system/scene.js';

const bundleId = 'dev.rezbench.golden';
const device = { model: 'iPhone99,1', name: 'Golden', osVersion: '17.5', osBuild: '21F79' };

/* `REBASELINE=1` writes the events that are seen as those expected from now on; look at the difference in git. */
describe('the app on a golden job', function () {
  this.timeout(60_000);
  let home = '';
  let app: App;
  let statusWriter = '';

  before(async () => {
    statusWriter = await bundleStatusWriter();
  });

  beforeEach(() => {
    home = temporaryFolder().path;
    const container = containerAt(home, bundleId);
    mkdirSync(container.documents, { recursive: true });
    const owner = { installation: 'Golden.app', appBuild: 'golden', osBuild: device.osBuild };
    const models = new ModelCache({ home, bundleId, ...owner, arguments: [] });
    const scene = new Scene(undefined, 0);
    const { appBuild: build, installation } = owner;
    app = {
      container,
      build,
      installation,
      statusWriter,
      device,
      scene,
      thermal: () => 'nominal',
      batteryLevel: undefined,
      patienceMs: 0,
      models,
    };
  });

  for (const name of goldenNames()) {
    const golden = readGolden(name);
    it(`${golden.says} (${name})`, async () => {
      const { documents } = app.container;
      prepare(golden, documents);
      const at = (path: string): string => join(documents, path);
      const { unchanged = [], holds = [], lacks = [], reasonHas = [] } = golden.expect;
      const { osVersion } = golden;
      const onPhone = osVersion === undefined ? app : { ...app, device: { ...device, osVersion } };
      const before = unchanged.map((path) => readFileSync(at(path)));

      for (const { launch } of golden.earlier ?? []) await runJobFile(jobPath(launch), onPhone);
      const ending = await runJobFile(golden.jobFile, onPhone, golden.jobSha256);

      expect(ending.end).to.equal(golden.expect.end);
      expect(unchanged.map((path) => readFileSync(at(path)))).to.deep.equal(before);
      expect(holds.filter((path) => !existsSync(at(path)))).to.be.empty;
      expect(lacks.filter((path) => existsSync(at(path)))).to.be.empty;
      if (golden.expect.end !== 'reported') return;

      const text = readFileSync(at(eventsPath(name)), 'utf8');
      expect(eventsIn(text).isSealed).to.equal(true);
      const events = parseEvents(text);
      const seen = events.map(normal);
      if (process.env['REBASELINE'] === '1') rebaseline(name, golden, seen);
      else expect(seen).to.deep.equal(golden.expect.events);
      const reason = events.find((event) => event.event === 'error')?.reason ?? '';
      for (const part of reasonHas) expect(reason).to.include(part);
      expect(reason).not.to.include(home);
      expectOutputs(events, at);
      expectFarewell(name, events, at);
      if (golden.expect.loads) {
        const { v, osBuild, ...rest } = loadsSchema.parse(JSON.parse(readFileSync(at(loadsPath), 'utf8')));
        expect(v).to.equal(contractVersion);
        expect(rest).to.deep.equal(golden.expect.loads);
        expect(osBuild).to.equal(device.osBuild);
      }
    });
  }
});

/** What an event says of an output is what the host finds in its files. */
function expectOutputs(events: readonly Event[], at: (path: string) => string): void {
  for (const event of events) {
    if (event.event !== 'result' || event.do !== 'quality') continue;
    const parts = event.parts.map(({ path }) => readFileSync(at(path)));
    expect(parts.map(({ length }) => length)).to.deep.equal(event.parts.map(({ bytes }) => bytes));
    const output = Buffer.concat(parts);
    expect(output.length).to.equal(event.width * event.height * 3);
    expect(createHash('sha256').update(output).digest('hex')).to.equal(event.sha256);
  }
}

/** A launch that began its steps leaves a status that says done, and an inventory of what the app holds. */
function expectFarewell(launch: string, events: readonly Event[], at: (path: string) => string): void {
  const inventory = inventorySchema.parse(JSON.parse(readFileSync(at(inventoryPath), 'utf8')));
  for (const [path, bytes] of Object.entries(inventory)) expect(readFileSync(at(path)).length, path).to.equal(bytes);
  if (!events.some((event) => event.event === 'start')) return;
  const status = statusSchema.parse(JSON.parse(readFileSync(at(statusPath(launch)), 'utf8')));
  expect(status.state).to.equal('done');
}
