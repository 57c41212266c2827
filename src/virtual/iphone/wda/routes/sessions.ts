import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { WebDriverError } from '../error.js';
import { sessionPath } from '../route.js';
import type { Arguments, Route, WdaState } from '../route.js';
import { launchApp } from './apps.js';

/** Nobody answers WebDriverAgent's question for testmanagerd's version since iOS 17. */
const testmanagerdVersion = 65_535;

const capabilities = z.looseObject({
  alwaysMatch: z.record(z.string(), z.unknown()).default({}),
  firstMatch: z.array(z.record(z.string(), z.unknown())).default([]),
});

const notCreated = (message: string): WebDriverError => new WebDriverError(500, 'session not created', message);

/** What a session has been asked to be, without the prefix that a client may have put before each name. */
function wantedIn(body: Arguments): Arguments {
  const { data } = capabilities.safeParse(body['capabilities']);
  if (data === undefined) throw notCreated("'capabilities' is mandatory to create a new session");
  const asked = { ...data.alwaysMatch, ...data.firstMatch[0] };
  return Object.fromEntries(Object.entries(asked).map(([name, value]) => [name.replace(/^appium:/, ''), value]));
}

const information = ({ phone, sessionId }: WdaState): object => ({
  sessionId: sessionId ?? null,
  capabilities: { device: 'iphone', sdkVersion: phone.identity.osVersion },
});

async function createSession(state: WdaState, body: Arguments): Promise<object> {
  state.sessionId = undefined;
  const wanted = wantedIn(body);
  state.settings = state.traits.settings;
  if (wanted['bundleId'] !== undefined) {
    await launchApp(state, wanted).catch((error: unknown) => {
      throw error instanceof WebDriverError ? notCreated(error.message) : error;
    });
  }
  state.sessionId = randomUUID().toUpperCase();
  return information(state);
}

export const sessionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/status',
    standalone: true,
    handle: ({ phone, version, traits }) => ({
      ready: true,
      message: 'WebDriverAgent is ready to accept commands',
      state: 'success',
      os: {
        name: 'iOS',
        version: phone.identity.osVersion,
        sdkVersion: traits.sdkVersion,
        testmanagerdVersion,
      },
      ios: { ip: phone.wifiAddress },
      build: {
        time: traits.builtAt,
        productBundleIdentifier: 'com.facebook.WebDriverAgentRunner',
        ...(traits.statesVersion && { version }),
      },
      device: 'iphone',
    }),
  },
  { method: 'GET', path: '/wda/healthcheck', acts: true, handle: () => null },
  { method: 'POST', path: '/session', acts: true, handle: createSession },
  { method: 'GET', path: sessionPath, handle: information },
  {
    method: 'DELETE',
    path: sessionPath,
    standalone: true,
    handle: (state) => {
      state.sessionId = undefined;
      return null;
    },
  },
  { method: 'POST', path: `${sessionPath}/timeouts`, handle: () => null },
];
