import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import getPort from 'get-port';
import { describe, it } from 'mocha';
import waitFor from 'p-wait-for';
import { projectRoot } from '../../src/project.js';
import { attachVirtualIphones } from '../rig/attached-phones.js';
import { Command } from '../rig/command.js';
import { requireOrSkip } from '../rig/requirements.js';
import { start } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** The jar of Selenium Grid, which test/grid/package.json pins. */
const jar = process.env['REZBENCH_GRID_JAR'] ?? '';
const secret = 'only-for-this-test';

/** A hub on the loopback, with the ports of its event bus. */
async function startHub(): Promise<{ url: string; publish: string; subscribe: string }> {
  const [port, publish, subscribe] = [await getPort(), await getPort(), await getPort()].map(String);
  const config = temporaryFolder().write(
    'hub.toml',
    `[server]
host = "127.0.0.1"
port = ${String(port)}
registration-secret = "${secret}"
[events]
publish = "tcp://127.0.0.1:${String(publish)}"
subscribe = "tcp://127.0.0.1:${String(subscribe)}"
[distributor]
healthcheck-interval = 5
purge-nodes-interval = 10
`,
  );
  new Command('java', ['-Xmx256m', '-jar', jar, 'hub', '--config', config]);
  const url = `http://127.0.0.1:${String(port)}`;
  await waitFor(() =>
    fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return { url, publish: String(publish), subscribe: String(subscribe) };
}

describe('a farm of three hosts', function () {
  this.timeout(300_000);

  it('measures every case once, also those of a phone whose node is killed in their midst', async function () {
    requireOrSkip(this, 'the jar of Selenium Grid, which REZBENCH_GRID_JAR names,', existsSync(jar));
    const java = await execa('java', ['-version'], { reject: false });
    requireOrSkip(this, 'Java', !java.failed);
    const [hub, phones] = await Promise.all([startHub(), attachVirtualIphones({ count: 3 })]);
    const folder = temporaryFolder();
    const secretFile = folder.write('secret', secret);
    chmodSync(secretFile, 0o600);
    const startNode = async (number: number, port: number, appiumPort: number): Promise<Command> => {
      const node = start(
        [
          ...['node', '--hub', hub.url, '--secret-file', secretFile, '--jar', jar, '--host', '127.0.0.1'],
          ...['--publish-port', hub.publish, '--subscribe-port', hub.subscribe],
          ...['--port', String(port), '--appium-port', String(appiumPort)],
          ...['--device', udidOf(number), '--out', join(folder.path, `node-${String(number)}`)],
        ],
        { env: phones.env },
      );
      await node.line(/^in the Grid at /);
      return node;
    };
    const ports = await Promise.all(
      [1, 2, 3].map(async (number) => [number, await getPort(), await getPort()] as const),
    );
    const nodes = await Promise.all(ports.map((own) => startNode(...own)));

    const out = join(folder.path, 'out');
    const sweep = join(projectRoot, 'test/sweeps/one-case.yaml');
    const app = phones.env['REZBENCH_APP'] ?? '';
    const run = start(['run', sweep, '--grid', hub.url, '--app', app, '--out', out]);
    await run.line(/Virtual iPhone 2 +1\/2/);
    nodes[1]?.signal('SIGKILL');
    await run.line(/Virtual iPhone 2: .*: lost: /);
    await nodes[1]?.ended;
    const again = ports[1];
    if (again) await startNode(...again);
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
    const samples = rowsOf(join(made, 'samples.csv'));
    const keys = samples.map((row) => JSON.stringify(row));
    expect(new Set(keys).size).to.equal(keys.length);
  });
});

/** Virtual iPhones are numbered. */
const udidOf = (number: number): string => `00009999-${String(number).padStart(16, '0')}`;
