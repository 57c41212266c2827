import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { DoctorReport } from '../doctor/examine.js';
import { logFile } from '../results/run-folder.js';
import { sayWhyNoSession } from './no-session.js';

describe('a run whose phones gave no session', () => {
  const print = console.error;
  const said: string[] = [];
  beforeEach(() => {
    said.length = 0;
    console.error = (line: string) => said.push(line);
  });
  afterEach(() => {
    console.error = print;
  });

  const folder = { id: 'r', path: temporaryFolder().path };
  const report = (next: DoctorReport['next']) => (): Promise<DoctorReport> =>
    Promise.resolve({ v: 1, host: [], phones: [], onTunnelAlone: [], next });

  it("says what Appium's log shows, and what doctor would do next", async () => {
    const log = logFile(folder, 'appium');
    mkdirSync(dirname(log), { recursive: true });
    // More than is searched, so that the reason is found at the end.
    const line = '[Xcode] Ld /x/WebDriverAgentRunner normal\n';
    writeFileSync(log, `${line.repeat(250_000)}[Xcode] error: Developer Mode disabled\n`);
    await sayWhyNoSession(folder, report({ about: 'Ann', what: 'Developer Mode', action: 'turn it on' }));
    expect(said).to.deep.equal([
      "rezbench: Appium's log says: Developer Mode is off on the phone; turn on Settings > Privacy & Security > Developer Mode and let the phone restart, then start again",
      'rezbench: doctor says: Ann, Developer Mode: turn it on',
    ]);
  });

  it('says nothing that nobody knows', async () => {
    await sayWhyNoSession({ id: 'r', path: temporaryFolder().path }, report({ action: 'npx rezbench first-light' }));
    expect(said).to.deep.equal([]);
  });
});
