import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import getPort from 'get-port';
import { describe, it } from 'mocha';
import { projectRoot } from '../../src/project.js';
import { attachVirtualIphones } from '../rig/attached-phones.js';
import { joined, requireGrid, startHub, startNode } from '../rig/grid.js';
import type { RealHub } from '../rig/grid.js';
import { rezbench, start } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import type { Row } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { startTlsProxy } from '../rig/tls-proxy.js';
import { eventually } from '../rig/eventually.js';

const sweep = join(projectRoot, 'test/sweeps/one-case.yaml');

describe('a farm of three hosts', function () {
  this.timeout(600_000);

  it('measures every case once, also those of a phone whose node is killed in their midst, behind TLS and a password', async function () {
    await requireGrid(this);
    const login = { user: 'farmer', key: 'open-sesame' };
    // Without a Grid, on others that are as new: a phone that has measured a model before keeps it.
    const [hub, phones, same] = await Promise.all([
      startHub(login),
      attachVirtualIphones({ count: 3 }),
      attachVirtualIphones({ count: 3 }),
    ]);
    const proxy = await startTlsProxy(hub.port);
    const folder = temporaryFolder();
    const local = join(folder.path, 'local');
    const alone = await rezbench(['run', sweep, '--out', local], { env: same.env });
    expect(alone.exitCode, alone.stderr).to.equal(0);
    await same.detach();

    const ports = await Promise.all(
      [1, 2, 3].map(async (number) => [number, await getPort(), await getPort()] as const),
    );
    const join3 = async ([number, port, appiumPort]: (typeof ports)[number]) => {
      const wish = { env: phones.env, folder: folder.path, udid: udidOf(number), port, appiumPort };
      const node = await startNode(hub, wish);
      await node.line(joined);
      return node;
    };
    const nodes = await Promise.all(ports.map(join3));

    const out = join(folder.path, 'out');
    const app = phones.env['REZBENCH_APP'] ?? '';
    const address = `https://${login.user}:${login.key}@${proxy.host}`;
    const trusted = { NODE_EXTRA_CA_CERTS: folder.write('proxy.pem', proxy.certificate) };
    const run = start(['run', sweep, '--grid', address, '--app', app, '--out', out], { env: trusted });
    await run.line(/Virtual iPhone 2 +1\/2/);
    nodes[1]?.signal('SIGKILL');
    await run.line(/Virtual iPhone 2: .*: lost: /);
    await nodes[1]?.ended;
    if (ports[1]) await join3(ports[1]);
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode, `${stdout}\n${stderr}`).to.equal(0);

    const made = onlyRun(out);
    const rows = rowsOf(join(made, 'results.csv'));
    expect(rows.map((row) => [row['device_udid'], row['status']])).to.deep.equal(
      [1, 2, 3].map((number) => [udidOf(number), 'ok']),
    );
    const launches = rowsOf(join(made, 'launches.csv'));
    const done = launches.filter(({ status, kind }) => status === 'ok' && (kind === 'prepare' || kind === 'measure'));
    expect(done.map((row) => `${String(row['device_udid'])} ${String(row['kind'])}`).sort()).to.deep.equal(
      [1, 2, 3].flatMap((number) => ['measure', 'prepare'].map((kind) => `${udidOf(number)} ${kind}`)),
    );
    const lost = launches.filter(({ status }) => status === 'lost');
    expect(lost).to.have.length(1);
    expect(lost[0]?.['device_udid']).to.equal(udidOf(2));
    expect(lost[0]?.['reason']).to.match(/^Appium did not answer|^the session with the phone ended/);
    const keys = rowsOf(join(made, 'samples.csv')).map((row) => JSON.stringify(row));
    expect(new Set(keys).size).to.equal(keys.length);

    expectSameForm(onlyRun(local), made, [udidOf(1), udidOf(3)]);
    const written = [stdout, stderr, ...textsIn(folder.path)];
    const secrets = [login.key, Buffer.from(`${login.user}:${login.key}`).toString('base64')];
    expect(written.filter((text) => secrets.some((secret) => text.includes(secret)))).to.deep.equal([]);
    // The login is asked for, and the certificate looked at.
    const strangers = [
      ['--grid', `https://${login.user}:wrong@${proxy.host}`, 2, /asks for another user or password/],
      ['--grid', address, 4, /cannot be reached \(\w*SELF_SIGNED/],
    ] as const;
    for (const [option, given, code, sentence] of strangers) {
      const env = code === 2 ? trusted : {};
      const refused = await rezbench(['run', sweep, option, given, '--app', app, '--out', out], { env });
      expect(refused.exitCode, refused.stderr).to.equal(code);
      expect(refused.stderr).to.match(sentence);
      expect(refused.stderr).not.to.include(login.key);
    }
  });

  it('frees the slot of a session whose Appium died, and refuses a wrong secret and a second node for a phone', async function () {
    await requireGrid(this);
    const [hub, phones] = await Promise.all([startHub(), attachVirtualIphones()]);
    const folder = temporaryFolder();
    const node = await startNode(hub, { env: phones.env, folder: folder.path });
    await node.line(joined);

    // Of another client, which nobody else would end.
    const alwaysMatch = { platformName: 'iOS', 'appium:automationName': 'XCUITest', 'appium:udid': udidOf(1) };
    const body = JSON.stringify({ capabilities: { alwaysMatch } });
    const { value } = (await (await hub.ask('/session', { method: 'POST', body })).json()) as {
      value: { sessionId: string };
    };
    expect(value.sessionId).to.be.a('string');
    expect(await slotsOf(hub)).to.deep.equal([value.sessionId]);
    const appium = (await node.processes()).find(({ args }) => /appium\/build\/lib\/main\.js server/.test(args));
    if (appium === undefined) throw new Error('the node has no Appium');
    process.kill(appium.pid, 'SIGKILL');
    const freed = async (): Promise<boolean> => (await slotsOf(hub)).join() === 'free';
    const ended = node.ended.then(({ stderr }) => Promise.reject(new Error(`the node ended: ${stderr}`)));
    await Promise.race([eventually(freed, { limitMs: 600_000, interval: 500 }), ended]);
    ended.catch(() => undefined);
    // And the phone can be had again.
    const again = await hub.ask('/session', { method: 'POST', body });
    expect(again.status, await again.clone().text()).to.equal(200);

    const wrong = folder.write('wrong', 'another-secret');
    chmodSync(wrong, 0o600);
    // The same udid behind another usbmuxd, as at another host.
    const others = await attachVirtualIphones();
    for (const [secretFile, code, sentence] of [
      [wrong, 2, /the hub at \S+ has another registration secret/],
      [undefined, 4, /Virtual iPhone 1 \(\S+\) is claimed by the node http:\/\/127\.0\.0\.1:\d+; end that one/],
    ] as const) {
      const refused = await (await startNode(hub, { env: others.env, folder: folder.path, secretFile })).ended;
      expect(refused.exitCode, refused.stderr).to.equal(code);
      expect(refused.stderr).to.match(sentence);
    }
  });
});

/** Virtual iPhones are numbered. */
const udidOf = (number: number): string => `00009999-${String(number).padStart(16, '0')}`;

/** Of each slot of nodes that are up: the id of the session that has it, or `free`. */
async function slotsOf(hub: RealHub): Promise<string[]> {
  const { value } = (await (await hub.ask('/status')).json()) as {
    value: { nodes: { availability: string; slots: { session?: { sessionId: string } | null }[] }[] };
  };
  const up = value.nodes.filter(({ availability }) => availability === 'UP');
  return up.flatMap(({ slots }) => slots.map(({ session }) => session?.sessionId ?? 'free'));
}

/** What a phone tells through its cable alone, and sentences about what happened to go slowly. */
const notThroughGrid = /^(battery_|power_|energy_|crash_cause$|warnings$)/;

/** Tables have the same columns, and the same cells of them are filled in rows of these phones. */
function expectSameForm(one: string, other: string, udids: readonly string[]): void {
  const tables = readdirSync(one).filter((name) => name.endsWith('.csv'));
  expect(tables).to.include.members(['results.csv', 'launches.csv', 'samples.csv']);
  expect(readdirSync(other).filter((name) => name.endsWith('.csv'))).to.deep.equal(tables);
  for (const table of tables) {
    const formOf = (run: string): unknown => {
      const rows = rowsOf(join(run, table));
      const filled = (row: Row): string[] =>
        Object.keys(row).filter((column) => row[column] !== '' && !notThroughGrid.test(column));
      return {
        columns: Object.keys(rows[0] ?? {}),
        rows: udids.flatMap((udid) => rows.filter((row) => row['device_udid'] === udid).map(filled)),
      };
    };
    expect(formOf(other), table).to.deep.equal(formOf(one));
  }
}

/** Every file under a folder, as text. */
const textsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
