import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import getPort from 'get-port';
import waitFor from 'p-wait-for';
import { hubToml } from '../../test/rig/grid-hub-toml.js';
import { linesOf, startChild } from './child.js';
import { rezbench } from './swept.js';

/** The hub of a farm on this machine. */
export interface Hub {
  readonly url: string;
  readonly process: ChildProcess;
  /** Options by which a node joins it. */
  readonly toJoin: readonly string[];
}

/** Starts a hub, and waits until it answers. */
export async function startHub(folder: string, jar: string): Promise<Hub> {
  const [port, publish, subscribe] = [await getPort(), await getPort(), await getPort()];
  const secret = randomBytes(16).toString('hex');
  const [secretFile, config] = [join(folder, 'secret'), join(folder, 'hub.toml')];
  writeFileSync(secretFile, secret, { mode: 0o600 });
  writeFileSync(config, hubToml({ port, publish, subscribe, secret }), { mode: 0o600 });
  const hub = startChild('java', ['-Xmx512m', '-jar', jar, 'hub', '--config', config], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${String(port)}`;
  await waitFor(async () => {
    if (hub.exitCode !== null) throw new Error(`the hub ended with ${String(hub.exitCode)}`);
    return fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  const bus = ['--publish-port', String(publish), '--subscribe-port', String(subscribe)];
  return { url, process: hub, toJoin: ['--hub', url, '--secret-file', secretFile, '--jar', jar, ...bus] };
}

/** Starts a node for the phones that the settings lead to, and waits until the hub lists them. */
export async function startNode(
  { toJoin }: Hub,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  mkdirSync(folder, { recursive: true });
  const ports = ['--port', String(await getPort()), '--appium-port', String(await getPort())];
  const node = startChild(
    process.execPath,
    [rezbench, 'node', ...toJoin, ...ports, '--host', '127.0.0.1', '--out', folder],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...settings } },
  );
  const ended = once(node, 'exit').then(([code]) => {
    throw new Error(`a node ended with ${String(code)}`);
  });
  await Promise.race([once(linesOf(node), 'line'), ended]);
  ended.catch(() => undefined);
  return node;
}
