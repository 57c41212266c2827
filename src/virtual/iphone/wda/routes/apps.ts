import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { exceptionStack, unknownError, WebDriverError } from '../error.js';
import { refusalOf } from '../refusals.js';
import { inAndOutOfSession, sessionPath } from '../route.js';
import type { Arguments, Route, WdaState } from '../route.js';

const arguments_ = z.looseObject({
  bundleId: z.string(),
  /** The system ends an argument at a NUL. */
  arguments: z.array(z.string().regex(/^[^\0]*$/)).default([]),
  environment: z.record(z.string(), z.string()).default({}),
});

/**
 * XCTest raises for a missing bundle id, which WebDriverAgent does not expect: its words for that are not on record.
 */
function bundleIdOf({ bundleId }: Arguments): string {
  if (typeof bundleId === 'string') return bundleId;
  throw unknownError('Invalid parameter not satisfying: bundleIdentifier != nil', exceptionStack);
}

/** Launches an app and waits until XCTest has attached to it, or brings the running one to the front. */
export async function launchApp({ phone, over }: WdaState, body: Arguments): Promise<null> {
  const bundleId = bundleIdOf(body);
  phone.processes.prepareLaunch();
  const refusal = refusalOf(phone, bundleId);
  if (refusal !== undefined) throw refusal;
  const app = phone.apps.get(bundleId);
  if (app === undefined) throw new Error(`${bundleId} vanished`);
  const { data } = arguments_.safeParse(body);
  const launch = phone.processes.launch(app, data?.arguments ?? [], data?.environment ?? {});
  if (launch === undefined) return null;
  const { answer, answersAfterMs } = launch.manner;
  await sleep(answersAfterMs, undefined, { signal: over });
  switch (answer) {
    case 'started':
      return null;
    case 'not_attached':
      // Inferred: no log has what it answers when the app is there and XCTest gave up on it.
      throw unknownError(`Application '${bundleId}' does not have a process ID`, exceptionStack);
    case 'timed_out':
      throw new WebDriverError(
        408,
        'timeout',
        `The launch of '${bundleId}' did not finish within ${String(answersAfterMs / 1000)}s`,
        exceptionStack,
      );
  }
}

const springboard = { bundleId: 'com.apple.springboard', pid: 34 };

export const appRoutes: readonly Route[] = [
  { method: 'POST', path: `${sessionPath}/wda/apps/launch`, acts: true, handle: launchApp },
  {
    method: 'POST',
    path: `${sessionPath}/wda/apps/activate`,
    acts: true,
    handle: (state, body) => launchApp(state, { bundleId: body['bundleId'] }),
  },
  {
    method: 'POST',
    path: `${sessionPath}/wda/apps/terminate`,
    acts: true,
    handle: ({ phone }, body) => phone.processes.terminate(bundleIdOf(body)),
  },
  {
    method: 'POST',
    path: `${sessionPath}/wda/apps/state`,
    acts: true,
    handle: ({ phone }, body) => phone.processes.state(bundleIdOf(body)),
  },
  {
    method: 'GET',
    path: `${sessionPath}/wda/apps/list`,
    acts: true,
    handle: ({ phone }) => {
      const launch = phone.processes.inFront;
      return [launch === undefined ? springboard : { bundleId: launch.app.bundleId, pid: launch.child.pid ?? 0 }];
    },
  },
  ...inAndOutOfSession({
    method: 'GET',
    path: '/wda/activeAppInfo',
    acts: true,
    handle: ({ phone }) => {
      const launch = phone.processes.inFront;
      const known = launch === undefined ? springboard : { bundleId: launch.app.bundleId, pid: launch.child.pid ?? 0 };
      return { ...known, name: '', processArguments: { args: [...(launch?.args ?? [])], env: {} } };
    },
  }),
  {
    method: 'POST',
    path: '/wda/homescreen',
    acts: true,
    handle: ({ phone }) => {
      phone.screen.pressHome();
      return null;
    },
  },
];
