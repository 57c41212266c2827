import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { Problem } from '../problem.js';
import { endpointUrl } from './lab.js';
import type { Endpoint } from './lab.js';

/** A session that is there only to keep WebDriverAgent running. */
export interface HeldSession {
  /** Where the driver reaches the WebDriverAgent that it started. */
  readonly wdaUrl: string;
  /** Whether that WebDriverAgent answers. */
  readonly isAlive: () => Promise<boolean>;
  readonly end: () => Promise<void>;
}

const created = z.looseObject({ value: z.looseObject({ sessionId: z.string() }) });
const refused = z.looseObject({ value: z.looseObject({ message: z.string() }) });

const statusLimitMs = 5000;

/**
 * Asks for a session that starts WebDriverAgent and never expires. Throws a Problem when there is none, with what the
 * driver says.
 */
export async function holdSession(
  endpoint: Endpoint,
  capabilities: WebdriverIO.Capabilities & { readonly 'appium:wdaLocalPort'?: number },
): Promise<HeldSession> {
  const base = endpointUrl(endpoint);
  const alwaysMatch = Object.fromEntries(
    Object.entries({ ...capabilities, 'appium:newCommandTimeout': 0 }).filter(([name]) => !name.startsWith('wdio:')),
  );
  const content = await post(new URL('session', base), { capabilities: { alwaysMatch, firstMatch: [{}] } });
  const session = created.safeParse(content).data?.value.sessionId;
  if (session === undefined) {
    const said = refused.safeParse(content).data?.value.message.split('\n')[0] ?? 'no reason given';
    throw new Problem(`WebDriverAgent did not start: ${said}; npx rezbench doctor says what the phone lacks`);
  }
  const wdaUrl = `http://127.0.0.1:${String(capabilities['appium:wdaLocalPort'])}`;
  return {
    wdaUrl,
    isAlive: () => answers(new URL('status', wdaUrl)),
    async end() {
      await fetch(new URL(`session/${session}`, base), { method: 'DELETE' }).catch(() => undefined);
    },
  };
}

/** The answer's JSON. Waits as long as it takes, since a first build takes minutes, for which fetch has no patience. */
const post = (url: URL, body: unknown): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    request(url, { method: 'POST', headers }, (answer) => {
      json(answer).then(resolve, reject);
    })
      .once('error', reject)
      .end(JSON.stringify(body));
  });

async function answers(url: URL): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(statusLimitMs) })).ok;
  } catch {
    return false;
  }
}
