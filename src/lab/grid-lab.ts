import { setTimeout as sleep } from 'node:timers/promises';
import { thisMachine } from '../host/process-tag.js';
import { sessionCapabilities } from '../phone/capabilities.js';
import { readHarnessApp } from '../phone/harness-app.js';
import { lockPhone } from '../phone/lock.js';
import type { Target } from '../phone/target.js';
import { packageVersion } from '../project.js';
import { endGridSession, gridHubAt, statusOf } from './grid-hub.js';
import type { GridHub } from './grid-hub.js';
import { clientKey } from './grid-keys.js';
import { GridLooks } from './grid-looks.js';
import { chooseGridPhones, gridTarget } from './grid-phones.js';
import type { GridPhone } from './grid-status.js';
import type { Lab } from './lab.js';

/** Which Grid, which of its phones, and what runs on them. */
export interface GridLabOptions {
  readonly url: string;
  readonly ipa: string;
  /** Only the phone with this udid, or of this name in the farm. */
  readonly phone?: string | undefined;
  readonly lookEveryMs?: number | undefined;
  /** How long a phone may be missing before a session that waits for it is given up. */
  readonly absenceLimitMs?: number | undefined;
}

const defaultLookEveryMs = 1000;
/** A hub notices only after some seconds that a node hangs, and a node that is started anew is away for some. */
const defaultAbsenceLimitMs = 45_000;

/** A phone that works is looked for once in so many looks. */
const departureLooks = 5;

/** A hub that was started anew no longer knows the session, and cannot end it. */
const patientLooks = 20;

/** The phones at all hosts that take part in a Selenium Grid. What is asked of them goes through its hub alone. */
export function gridLab({
  url,
  ipa,
  phone: wish,
  lookEveryMs = defaultLookEveryMs,
  absenceLimitMs = defaultAbsenceLimitMs,
}: GridLabOptions): Lab {
  const hub = gridHubAt(url);
  const looks = new GridLooks(hub);
  return {
    ipa,
    async phones() {
      const status = await statusOf(hub);
      return chooseGridPhones(status, {
        url: hub.url,
        phone: wish,
        app: readHarnessApp(ipa),
        version: packageVersion(),
      });
    },
    async now(target) {
      const phone = await looks.phone(target);
      return phone === undefined ? target : gridTarget(phone);
    },
    isPresent: async (target) => (await looks.phone(target)) !== undefined,
    async capabilities(target) {
      return gridCapabilities(target, await looks.phone(target));
    },
    endpoint: () => Promise.resolve(hub.endpoint),
    lock: (target) => lockPhone(target.udid, undefined, hub.url),
    awaitTurn: (target, stopped) => awaitTurn({ hub, looks }, target, stopped, lookEveryMs),
    departure: (target, over) => departure(looks, target, over, { lookEveryMs, absenceLimitMs }),
    close: () => Promise.resolve(),
  };
}

/**
 * A session is asked for by udid and name. What the node declares beside is left out: Grid would compare it, and a session
 * that is asked for with another value would wait for ever.
 */
function gridCapabilities({ udid, grid }: Target, phone: GridPhone | undefined): WebdriverIO.Capabilities {
  const declared = phone?.stereotype ?? {};
  const more = Object.entries(sessionCapabilities()).filter(([key]) => key === 'platformName' || !(key in declared));
  return {
    ...(Object.fromEntries(more) as WebdriverIO.Capabilities),
    'appium:udid': udid,
    'rezbench:phone': grid?.phone,
    [clientKey]: thisMachine(),
  } as WebdriverIO.Capabilities;
}

/**
 * Waits until nobody has the phone. While a run has the phone's lock and no worker, a session of this host is one that an
 * earlier worker left; it is ended, again and again, since Grid frees its slot only once its Appium answers.
 */
async function awaitTurn(
  { hub, looks }: { readonly hub: GridHub; readonly looks: GridLooks },
  target: Target,
  stopped: AbortSignal,
  lookEveryMs: number,
): Promise<void> {
  let told: string | undefined;
  for (let look = 1; ; look++) {
    const session = (await looks.phone(target))?.session;
    if (session === undefined || stopped.aborted) return;
    const isOwn = session.capabilities[clientKey] === thisMachine();
    if (isOwn) await endGridSession(hub, session.id);
    if (isOwn && look === patientLooks) {
      console.error(
        `rezbench: ${target.grid?.phone ?? target.name} is kept taken by a session that was lost (${session.id}); start its node again`,
      );
    }
    if (!isOwn && told !== session.id) {
      told = session.id;
      console.error(
        `rezbench: ${target.grid?.phone ?? target.name} has another session of the Grid since ${session.since} (${session.id}); its turn is waited for`,
      );
    }
    await sleep(lookEveryMs, undefined, { signal: stopped }).catch(() => undefined);
  }
}

/** Aborts once the phone has been missing for too long, unless it is over before. */
function departure(
  looks: GridLooks,
  target: Target,
  over: AbortSignal,
  { lookEveryMs, absenceLimitMs }: { readonly lookEveryMs: number; readonly absenceLimitMs: number },
): AbortSignal {
  const gone = new AbortController();
  const watch = async (): Promise<void> => {
    const everyMs = lookEveryMs * departureLooks;
    let seenAt = performance.now();
    while (!over.aborted) {
      if ((await looks.phone(target, everyMs / 2)) !== undefined) seenAt = performance.now();
      else if (performance.now() - seenAt > absenceLimitMs) {
        gone.abort();
        return;
      }
      await sleep(everyMs, undefined, { signal: over }).catch(() => undefined);
    }
  };
  void watch();
  return gone.signal;
}
