import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import getPort from 'get-port';
import type { Context } from 'mocha';
import { Command } from './command.js';
import { hubToml } from './grid-hub-toml.js';
import { requireOrSkip } from './requirements.js';
import { start } from './rezbench.js';
import { temporaryFolder } from './temporary-folder.js';
import { eventually } from './eventually.js';

/** The jar of Selenium Grid, which test/grid/package.json pins. */
const jar = process.env['REZBENCH_GRID_JAR'] ?? '';

/** Skips the running test without Java or the jar. */
export async function requireGrid(context: Context): Promise<void> {
  requireOrSkip(context, 'the jar of Selenium Grid, which REZBENCH_GRID_JAR names,', existsSync(jar));
  const java = await execa('java', ['-version'], { reject: false });
  requireOrSkip(context, 'Java', !java.failed);
}

/** A real hub on the loopback, until the test is over. */
export interface RealHub {
  readonly port: number;
  /** Its address, with the login in it where it asks for one. */
  readonly url: string;
  /** The file with its registration secret. */
  readonly secretFile: string;
  /** Asks it, with the login. */
  readonly ask: (path: string, init?: { readonly method: string; readonly body: string }) => Promise<Response>;
  /** Other options by which a node joins it. */
  readonly toJoin: readonly string[];
}

/** Starts a hub and waits until it answers. */
export async function startHub(login?: { readonly user: string; readonly key: string }): Promise<RealHub> {
  const secret = 'only-for-this-test';
  const [port, publish, subscribe] = [await getPort(), await getPort(), await getPort()];
  const folder = temporaryFolder();
  const secretFile = folder.write('secret', secret);
  chmodSync(secretFile, 0o600);
  const config = folder.write(
    'hub.toml',
    hubToml({ port, publish, subscribe, secret, ...(login !== undefined && { login }) }),
  );
  new Command('java', ['-Xmx256m', '-jar', jar, 'hub', '--config', config]);
  const address = `127.0.0.1:${String(port)}`;
  const authorization = login && `Basic ${Buffer.from(`${login.user}:${login.key}`).toString('base64')}`;
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    ...(authorization !== undefined && { authorization }),
  };
  const ask: RealHub['ask'] = (path, init) => fetch(`http://${address}${path}`, { ...init, headers });
  const isUp = (): Promise<boolean> =>
    ask('/status').then(
      ({ ok }) => ok,
      () => false,
    );
  await eventually(isUp, { limitMs: 120_000 });
  return {
    port,
    secretFile,
    ask,
    url: `http://${login === undefined ? '' : `${login.user}:${login.key}@`}${address}`,
    toJoin: ['--jar', jar, '--publish-port', String(publish), '--subscribe-port', String(subscribe)],
  };
}

/** A node of a hub, with a folder of its own. */
export interface NodeWish {
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly udid?: string | undefined;
  readonly port?: number | undefined;
  readonly appiumPort?: number | undefined;
  readonly secretFile?: string | undefined;
}

/** Starts `rezbench node` for a phone. It joins later, or is refused. */
export async function startNode(
  { url, toJoin, secretFile: own }: RealHub,
  { env, folder, udid, secretFile = own, ...ports }: NodeWish,
): Promise<Command> {
  const port = ports.port ?? (await getPort());
  const appiumPort = ports.appiumPort ?? (await getPort());
  return start(
    [
      ...['node', '--hub', url, '--secret-file', secretFile, ...toJoin, '--host', '127.0.0.1'],
      ...['--port', String(port), '--appium-port', String(appiumPort), '--out', join(folder, `node-${String(port)}`)],
      ...(udid === undefined ? [] : ['--device', udid]),
    ],
    { env },
  );
}

/** What a node prints when the hub gives sessions with its phones. */
export const joined = /^in the Grid at /;
