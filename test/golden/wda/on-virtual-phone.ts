import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { strToU8, zipSync } from 'fflate';
import plist from 'plist';
import type { Exchange } from '../../../src/lab/exchange.js';
import { endNotification } from '../../../src/contract/paths.js';
import { identityOf } from '../../../src/virtual/iphone/identity.js';
import { makePhone } from '../../../src/virtual/iphone/phone.js';
import { startWda } from '../../../src/virtual/iphone/wda/server.js';
import { wdaVersions } from '../../../src/virtual/iphone/wda/version.js';
import type { WdaVersion } from '../../../src/virtual/iphone/wda/version.js';
import { differences } from './compare.js';
import { launchedBy } from './recording.js';
import type { Recording } from './recording.js';

/** A wait for a notification that never comes is cut to this. */
const waitS = 0.2;
/** How long the app says that its launch has ended, before it goes. */
const livesMs = 1500;
/** The app may need a moment to be in the state that it was in when it was recorded. */
const stateLimitMs = 10_000;
const pollMs = 50;

/** What the app that stands for the harness app does in a launch. */
interface Behaviour {
  /** It posts the notification of its end, again and again. */
  readonly announces: boolean;
  /** It ends by itself, for nobody ended it in the recording. */
  readonly leaves: boolean;
}

/**
 * Asks a virtual WebDriverAgent what the recorded one was asked, in the same order and state, and says how the answers
 * differ, a line each. In place of the harness app runs one that ends and announces its end as the recording has it.
 */
export async function differencesOnVirtualPhone({ exchanges, manifest }: Recording, root: string): Promise<string[]> {
  const phone = makePhone({ identity: identityOf(1), root, systemFor: () => ({}), faults: [] });
  const bundleId = manifest.app.bundle_id;
  phone.apps.install(writeIpa(root, bundleId, behavioursIn(exchanges)));
  const wda = await startWda(phone, 0, versionIn(exchanges));
  const sessions = new Map<string, string>();
  const found: string[] = [];
  try {
    for (const [index, exchange] of exchanges.entries()) {
      if (exchange.answer === undefined) continue;
      const { request, answer } = withShortWait(exchange);
      const ours = await askUntilAlike(`http://127.0.0.1:${String(wda.port)}`, exchange, request, sessions);
      const name = `${String(index + 1)} ${request.method} ${withoutSession(request.path)}`;
      found.push(...differences(answer, ours).map((difference) => `${name}: ${difference}`));
    }
  } finally {
    await phone.processes.terminateAll();
    await wda.close();
    phone.link.close();
  }
  return found;
}

type Request = Exchange['request'];
type Answer = NonNullable<Exchange['answer']>;

/** What is asked for again for a while, since whether the app has gone by then is a matter of milliseconds. */
const dependsOnApp = /\/wda\/(?:apps\/state|activeAppInfo)$/;

async function askUntilAlike(
  base: string,
  { answer: recorded }: Exchange,
  request: Request,
  sessions: Map<string, string>,
): Promise<Answer> {
  const deadline = performance.now() + stateLimitMs;
  for (;;) {
    const ours = await ask(base, request, sessions);
    const isAlike = recorded === undefined || differences(recorded, ours).length === 0;
    if (isAlike || !dependsOnApp.test(request.path) || performance.now() > deadline) {
      remember(sessions, recorded, ours);
      return ours;
    }
    await sleep(pollMs);
  }
}

async function ask(
  base: string,
  { method, path, json, text }: Request,
  sessions: Map<string, string>,
): Promise<Answer> {
  const [, recorded = ''] = /^\/session\/([^/]+)/.exec(path) ?? [];
  const own = path.replace(recorded, sessions.get(recorded) ?? recorded);
  const body = json === undefined ? text : JSON.stringify(json);
  const began = performance.now();
  const answered = await fetch(`${base}${own}`, { method, ...(body !== undefined && { body }) });
  const content = await answered.text();
  return {
    status: answered.status,
    headers: Object.fromEntries(answered.headers),
    ...(content === '' ? {} : { json: JSON.parse(content) as unknown }),
    tookMs: performance.now() - began,
  };
}

/** Which session of ours stands for a recorded one. */
function remember(sessions: Map<string, string>, recorded: Answer | undefined, { json }: Answer): void {
  const theirs = (recorded?.json as { sessionId?: unknown } | undefined)?.sessionId;
  const ours = (json as { sessionId?: unknown } | undefined)?.sessionId;
  if (typeof theirs === 'string' && typeof ours === 'string') sessions.set(theirs, ours);
}

const withoutSession = (path: string): string => path.replace(/^\/session\/[^/]+/, '/session/:session');

/** A wait that ended without the notification is made short; the answer's words are the same. */
function withShortWait({ request, answer }: Exchange): { readonly request: Request; readonly answer: Answer } {
  if (answer === undefined) throw new Error('there is no answer to compare with');
  const isVain = request.path.endsWith('/wda/expectNotification') && answer.status === 408;
  const json = isVain ? { ...(request.json as object), timeout: waitS } : request.json;
  return { request: { ...request, json }, answer };
}

/** The version that says of itself what the recorded one says. */
function versionIn(exchanges: readonly Exchange[]): WdaVersion {
  const status = exchanges.find(({ request }) => request.path === '/status')?.answer?.json;
  const said = /"build":\{[^}]*"version":"([^"]+)"/.exec(JSON.stringify(status ?? {}))?.[1];
  return wdaVersions.find((version) => version === said) ?? (said === undefined ? '7.1.1' : '16.12.9');
}

function behavioursIn(exchanges: readonly Exchange[]): Record<string, Behaviour> {
  const behaviours: Record<string, Behaviour> = {};
  let current: string | undefined;
  for (const exchange of exchanges) {
    const { path, json } = exchange.request;
    const launch = launchedBy(exchange);
    if (launch !== undefined) {
      current = launch;
      behaviours[launch] = { announces: false, leaves: true };
    }
    const known = current === undefined ? undefined : behaviours[current];
    if (current === undefined || known === undefined) continue;
    const { value } = (exchange.answer?.json ?? {}) as { value?: unknown };
    if (path.endsWith('/wda/apps/terminate') && value === true) behaviours[current] = { ...known, leaves: false };
    const heard = path.endsWith('/wda/expectNotification') && exchange.answer?.status === 200;
    if (heard && (json as { name?: unknown }).name === endNotification(current)) {
      behaviours[current] = { ...known, announces: true };
    }
  }
  return behaviours;
}

/** An app that behaves as it is told, by the name of its job. */
function writeIpa(root: string, bundleId: string, behaviours: Readonly<Record<string, Behaviour>>): string {
  const program = `
    const { writeSync } = require('node:fs');
    const behaviours = ${JSON.stringify(behaviours)};
    const launch = /jobs\\/(.+)\\.json/.exec(process.argv.join(' '))?.[1] ?? '';
    const { announces = false, leaves = false } = behaviours[launch] ?? {};
    const name = ${JSON.stringify(endNotification(''))} + launch + '\\n';
    setInterval(() => { if (announces) writeSync(3, name); }, 20);
    if (leaves) setTimeout(() => process.exit(0), ${String(livesMs)});
  `;
  const info = {
    CFBundleIdentifier: bundleId,
    CFBundleExecutable: 'App',
    CFBundleVersion: '1',
    UIFileSharingEnabled: true,
  };
  const files = { 'Info.plist': plist.build(info), App: program };
  const entries = Object.entries(files).map(([name, text]) => [`Payload/App.app/${name}`, strToU8(text)] as const);
  mkdirSync(root, { recursive: true });
  const ipa = join(root, 'App.ipa');
  writeFileSync(ipa, zipSync(Object.fromEntries(entries)));
  return ipa;
}
