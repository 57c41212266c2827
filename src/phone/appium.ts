import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import getPort from 'get-port';
import pWaitFor from 'p-wait-for';
import { Problem } from '../problem.js';
import { startServer } from '../host/server.js';
import type { Server } from '../host/server.js';
import { appiumHome } from './appium-home.js';

/** An Appium server of ours. */
export interface Appium extends Server {
  readonly port: number;
}

const startLimitMs = 120_000;
const statusLimitMs = 2000;
const pollMs = 100;

/**
 * Starts Appium with the XCUITest driver that is installed beside it, and waits until it listens. Nothing in it listens on
 * more than the loopback. Throws a Problem when the port is in use or the driver is not installed. `env` is what its environment
 * has beside ours.
 */
export async function startAppium(
  logFile: string,
  wantedPort?: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Appium> {
  const port = wantedPort ?? (await getPort());
  if (wantedPort !== undefined && !(await isFree(wantedPort))) {
    throw new Problem(
      `port ${String(wantedPort)} on 127.0.0.1 is in use; end what listens there, or leave out --appium-port for a free one`,
    );
  }
  const main = createRequire(import.meta.url).resolve('appium');
  const home = appiumHome();
  const alone = new URL('loopback-only.mjs', import.meta.url).href;
  const args = ['server', '--address', '127.0.0.1', '--port', String(port)];
  const server = startServer(
    process.execPath,
    ['--import', alone, main, ...args, '--use-drivers', 'xcuitest', '--log-no-colors', '--log-timestamp'],
    { logFile, env: { APPIUM_HOME: home, ...env } },
  );
  const deadline = performance.now() + startLimitMs;
  await pWaitFor(
    async () => {
      if (await listens(port)) return true;
      if (!server.hasEnded && performance.now() < deadline) return false;
      void server.stop();
      throw failure(home, logFile);
    },
    { interval: pollMs },
  );
  return Object.assign(server, { port });
}

/** get-port would keep a port that it has given from a server that is started again. */
async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', undefined]) {
    const probe = createServer();
    try {
      await once(probe.listen(port, host), 'listening');
    } catch {
      return false;
    }
    probe.close();
    await once(probe, 'close');
  }
  return true;
}

async function listens(port: number): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${String(port)}/status`;
    return (await fetch(url, { signal: AbortSignal.timeout(statusLimitMs) })).ok;
  } catch {
    return false;
  }
}

function failure(home: string, logFile: string): Problem {
  const log = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
  return log.includes('is not installed')
    ? new Problem(
        `the XCUITest driver is not installed in APPIUM_HOME (${home}); run npm ci, or unset APPIUM_HOME to use rezbench's own`,
      )
    : new Problem(`Appium did not start; ${logFile} says why`);
}
