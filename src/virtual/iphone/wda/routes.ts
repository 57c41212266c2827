import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Phone } from '../phone.js';

/** An error of the W3C WebDriver protocol, to be sent as the answer. */
export class WebDriverError extends Error {
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, message: string) {
    super(message);
    this.status = status;
    this.error = error;
  }
}

/** How the path of each command begins that belongs to a session. */
export const sessionPath = '/session/:session';

export interface WdaState {
  readonly phone: Phone;
  sessionId: string | undefined;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `:session` stands for the id of the session. */
  readonly path: string;
  /** The answer's `value`. Throws WebDriverError. */
  handle(state: WdaState, body: unknown): unknown;
}

const app = z.looseObject({ bundleId: z.string() });
const launch = app.extend({
  arguments: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
});
const session = z.looseObject({
  capabilities: z.looseObject({
    alwaysMatch: z.looseObject({ bundleId: z.string().optional() }).optional(),
    firstMatch: z.array(z.looseObject({ bundleId: z.string().optional() })).optional(),
  }),
});

function launchApp({ phone }: WdaState, asked: z.infer<typeof launch>): null {
  const installed = phone.apps.get(asked.bundleId);
  if (installed === undefined) {
    throw new WebDriverError(400, 'invalid argument', `Failed to find the application ${asked.bundleId}`);
  }
  phone.processes.launch(installed, asked.arguments, asked.environment);
  return null;
}

/** The commands that this WebDriverAgent knows: sessions, apps and what else the XCUITest driver asks for. */
export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/status',
    handle: ({ phone }) => ({
      ready: true,
      message: 'WebDriverAgent is ready to accept commands',
      state: 'success',
      os: { name: 'iOS', version: phone.identity.osVersion, sdkVersion: phone.identity.osVersion },
      ios: { ip: '127.0.0.1' },
      build: { productBundleIdentifier: 'com.facebook.WebDriverAgentRunner' },
    }),
  },
  {
    method: 'POST',
    path: '/session',
    handle: (state, body) => {
      const { alwaysMatch, firstMatch } = session.parse(body).capabilities;
      const wanted = { ...alwaysMatch, ...firstMatch?.[0] };
      state.sessionId = randomUUID().toUpperCase();
      if (wanted.bundleId !== undefined) launchApp(state, launch.parse(wanted));
      return {
        sessionId: state.sessionId,
        capabilities: { device: 'iphone', browserName: '', sdkVersion: state.phone.identity.osVersion },
      };
    },
  },
  {
    method: 'DELETE',
    path: sessionPath,
    handle: (state) => {
      state.sessionId = undefined;
      return null;
    },
  },
  {
    method: 'POST',
    path: `${sessionPath}/appium/settings`,
    handle: (_, body) => z.looseObject({ settings: z.unknown() }).parse(body).settings,
  },
  { method: 'GET', path: `${sessionPath}/appium/settings`, handle: () => ({}) },
  { method: 'POST', path: `${sessionPath}/timeouts`, handle: () => null },
  {
    method: 'POST',
    path: `${sessionPath}/wda/apps/launch`,
    handle: (state, body) => launchApp(state, launch.parse(body)),
  },
  {
    method: 'POST',
    path: `${sessionPath}/wda/apps/activate`,
    handle: (state, body) => launchApp(state, { ...app.parse(body), arguments: [], environment: {} }),
  },
  {
    method: 'POST',
    path: `${sessionPath}/wda/apps/terminate`,
    handle: ({ phone }, body) => phone.processes.terminate(app.parse(body).bundleId),
  },
  {
    method: 'POST',
    path: `${sessionPath}/wda/apps/state`,
    handle: ({ phone }, body) => phone.processes.state(app.parse(body).bundleId),
  },
  {
    method: 'GET',
    path: `${sessionPath}/wda/device/info`,
    handle: ({ phone }) => ({
      currentLocale: 'en_US',
      isSimulator: false,
      model: 'iPhone',
      name: phone.identity.name,
      thermalState: 0,
      timeZone: 'UTC',
      userInterfaceIdiom: 0,
      userInterfaceStyle: 'light',
      uuid: phone.identity.udid,
    }),
  },
  { method: 'GET', path: `${sessionPath}/wda/batteryInfo`, handle: () => ({ level: 0.87, state: 2 }) },
];
