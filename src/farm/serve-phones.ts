import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import type { Server } from '../host/server.js';
import { askGrid, freeSlot, statusOf, takesSecret } from '../lab/grid-hub.js';
import type { GridHub } from '../lab/grid-hub.js';
import { attachedLab } from '../lab/attached-lab.js';
import type { AttachedLabOptions } from '../lab/attached-lab.js';
import { endpointAnswers } from '../lab/lab.js';
import { startAppium } from '../phone/appium.js';
import type { Target } from '../phone/target.js';
import { exitCodes, Problem } from '../problem.js';
import { packageVersion } from '../project.js';
import { holdPhones } from '../run/start.js';
import { refuseClaimed } from './claimed.js';
import { nodeToml } from './node-toml.js';
import { RouteWatch } from './route-watch.js';
import { startRelayNode } from './relay-node.js';
import { stereotypeOf } from './stereotype.js';

/** How this host takes part in a farm. */
export interface NodeOptions {
  readonly hub: GridHub;
  /** The ports of the hub's event bus. */
  readonly publishPort: number;
  readonly subscribePort: number;
  readonly secret?: string | undefined;
  /** Where the hub reaches this host; Grid finds out itself when left out. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly java: string;
  readonly jar: string;
  /** Where node.toml and logs go. */
  readonly folder: string;
  readonly phones: AttachedLabOptions;
}

const registrationLimitMs = 90_000;
const lookEveryMs = 500;
const watchEveryMs = 2000;
/** Those that Grid and Appium have when nobody says otherwise: a node that is started anew has the same address. */
const usualPorts = { node: 5555, appium: 4723 };

/**
 * Serves the phones of this host to a Grid until `stopped`: keeps an Appium and a relay node running, and other runs on this
 * host off the phones. `joined` is told once the hub gives sessions with them. Throws a Problem for whatever a person can mend.
 */
export async function servePhones(
  options: NodeOptions,
  stopped: AbortSignal,
  joined: (targets: readonly Target[]) => void,
): Promise<void> {
  const { hub, secret, folder } = options;
  await refuseSecret(hub, secret);
  let starts = 0;
  const appiumPort = options.phones.appiumPort ?? (await getPort({ port: usualPorts.appium }));
  const lab = attachedLab(
    { ...options.phones, appiumPort },
    {
      start: (...args) => {
        starts += 1;
        return startAppium(...args);
      },
      answers: endpointAnswers,
      pauseMs: 1000,
    },
  );
  let node: Server | undefined;
  let release: (() => Promise<void>) | undefined;
  try {
    const held = await holdPhones(lab);
    ({ release } = held);
    const { app, targets } = held;
    const port = options.port ?? (await getPort({ port: usualPorts.node }));
    refuseClaimed(targets, (await statusOf(hub)).phones, port);
    mkdirSync(folder, { recursive: true });
    const appiumLog = join(folder, 'appium.log');
    await lab.endpoint(appiumLog);
    const version = packageVersion();
    const routes = await RouteWatch.of(targets);
    const stereotypes = await Promise.all(
      targets.map((target) => stereotypeOf(target, app, { version, route: routes.declared(target) })),
    );
    const { hostname: bus } = hub.endpoint;
    const config = join(folder, 'node.toml');
    writeSecretly(
      config,
      nodeToml({
        host: options.host,
        port,
        secret,
        publish: `tcp://${bus}:${String(options.publishPort)}`,
        subscribe: `tcp://${bus}:${String(options.subscribePort)}`,
        appiumPort,
        stereotypes,
      }),
    );
    node = startRelayNode({ java: options.java, jar: options.jar, config }, join(folder, 'node.log'));
    await registration(options, { targets, port, node }, stopped);
    if (!stopped.aborted) joined(targets);
    let known = starts;
    while (await goesOn(watchEveryMs, stopped)) {
      if (node.hasEnded) throw nodeEnded(folder);
      await lab.endpoint(appiumLog);
      for (const sentence of await routes.look()) console.error(`rezbench: ${sentence}`);
      if (starts === known) continue;
      known = starts;
      await freeSlots(hub, targets, secret);
    }
  } finally {
    await node?.stop();
    await lab.close();
    await release?.();
  }
}

async function refuseSecret(hub: GridHub, secret: string | undefined): Promise<void> {
  // Says whatever else is wrong with the hub.
  await statusOf(hub);
  if (await takesSecret(hub, secret ?? '')) return;
  throw new Problem(
    secret === undefined
      ? `the hub at ${hub.url} asks nodes for its registration secret; give the file that holds it by --secret-file`
      : `the hub at ${hub.url} has another registration secret; write the hub's own into the file of --secret-file`,
  );
}

/** The file holds the secret. */
function writeSecretly(file: string, text: string): void {
  writeFileSync(file, '', { mode: 0o600 });
  chmodSync(file, 0o600);
  writeFileSync(file, text);
}

/** Waits until the hub gives sessions with all phones. Throws a Problem when it does not come to that. */
async function registration(
  { hub, folder, publishPort, subscribePort }: NodeOptions,
  { targets, port, node: own }: { readonly targets: readonly Target[]; readonly port: number; readonly node: Server },
  stopped: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + registrationLimitMs;
  do {
    if (own.hasEnded) throw nodeEnded(folder);
    const answer = await askGrid(hub);
    const phones = answer.kind === 'status' ? answer.status.phones : [];
    const isListed = ({ udid }: Target): boolean =>
      phones.some(
        ({ isUp, node, stereotype }) =>
          isUp && stereotype['appium:udid'] === udid && Number(new URL(node).port) === port,
      );
    if (targets.every(isListed)) return;
    if (performance.now() > deadline) {
      throw new Problem(
        `the hub at ${hub.url} does not list this node after ${String(registrationLimitMs / 1000)} s; let this host reach its ports ${String(publishPort)} and ${String(subscribePort)}, and the hub reach port ${String(port)} here (${folder}/node.log says more)`,
        exitCodes.missing,
      );
    }
  } while (await goesOn(lookEveryMs, stopped));
}

/** Pauses. Returns false once stopped. */
async function goesOn(pauseMs: number, stopped: AbortSignal): Promise<boolean> {
  await sleep(pauseMs, undefined, { signal: stopped }).catch(() => undefined);
  return !stopped.aborted;
}

const nodeEnded = (folder: string): Problem =>
  new Problem(`the Grid node ended; ${join(folder, 'node.log')} says why`, exitCodes.missing);

/** Sessions died with their Appium, and Grid would keep their slots taken until its session-timeout. */
async function freeSlots(hub: GridHub, targets: readonly Target[], secret = ''): Promise<void> {
  const answer = await askGrid(hub);
  if (answer.kind !== 'status') return;
  for (const { node, session, stereotype } of answer.status.phones) {
    const isOurs = targets.some(({ udid }) => udid === stereotype['appium:udid']);
    if (isOurs && session !== undefined) await freeSlot(node, session.id, secret);
  }
}
