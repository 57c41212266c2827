import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isAtLeast } from '../contract/ios-version.js';
import type { RouteName } from '../contract/route.js';
import { greeting, introducedIn, longestIntroductionBytes } from './service-discovery.js';
import { whyNoTunnelLibrary } from './tunnel-library.js';

/** The driver reaches this iOS and later ones through a tunnel, where there is one. */
export const firstWithTunnel = { major: 18 };

/** How the driver reaches a phone in one session, which it decides when the session begins. */
export interface Route {
  readonly name: RouteName;
  /** What is wrong with it now; undefined when all is well, and for usbmux. */
  readonly trouble: () => Promise<RouteTrouble | undefined>;
  /**
   * Why the driver would wait in vain before it reaches a service, from what this host alone knows; undefined when it would
   * not. It waits 15 s for each service of a tunnel that is not listed (appium-ios-remotexpc 5.20.3, tunnel-service-resolver.ts).
   */
  readonly dead: () => Promise<string | undefined>;
}

/** What is wrong with a route, in a clause. */
export interface RouteTrouble {
  /** Whether the session would do without it from now on: only a new session decides anew. */
  readonly isLost: boolean;
  readonly clause: string;
}

/** What is known of the tunnel to a phone. */
export type TunnelState =
  /** No tunnel registry answers on this host. */
  | { readonly kind: 'no_registry' }
  /** One answers, and does not list the phone. */
  | { readonly kind: 'not_listed' }
  /** The phone is listed, and its tunnel answers. */
  | { readonly kind: 'answers'; readonly afterMs: number }
  /** The phone is listed, and another one answers: the tunnel that had the address has ended. */
  | { readonly kind: 'other_phone'; readonly udid: string }
  /** The phone is listed, and nothing is at its address: refused, unreachable, or hung up. */
  | { readonly kind: 'dead'; readonly why: string }
  /** The phone is listed, and nothing came from its address in that time. */
  | { readonly kind: 'silent'; readonly forMs: number };

const entry = z.looseObject({ address: z.string(), rsdPort: z.int().min(1).max(65_535) });
type Entry = z.infer<typeof entry>;
const registrySchema = z.looseObject({ tunnels: z.record(z.string(), z.unknown()) });

/** What the tunnel registry says of one phone. */
type Listing =
  | { readonly kind: 'no_registry' }
  | { readonly kind: 'not_listed' }
  /** What it says is no address of a tunnel. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'listed'; readonly tunnel: Entry };

const registryLimitMs = 2000;
/** Some tunnels let every connection wait for 13 s (appium-ios-remotexpc, number 233). */
const answerLimitMs = 15_000;
/** Between two launches nobody waits for long. */
const betweenLaunchesMs = 3000;
/** A phone that has answered introduces itself at once. */
const introductionLimitMs = 1000;

/**
 * The udids of the phones to which the driver's registry lists a tunnel; undefined where no registry answers. With a registry,
 * the driver sees no other phone with iOS 18 or later (appium-xcuitest-driver 12.13.1, connected-devices-client.ts).
 */
export async function tunnelledPhones(): Promise<readonly string[] | undefined> {
  const answer = await askRegistry('');
  const { data } = registrySchema.safeParse(answer?.status === 200 ? answer.body : undefined);
  return data && Object.keys(data.tunnels);
}

/** What the registry says of one phone: of a fleet, each asks for its own. */
async function listingOf(udid: string): Promise<Listing> {
  const answer = await askRegistry(`/${encodeURIComponent(udid)}`);
  if (answer === undefined) return { kind: 'no_registry' };
  if (answer.status === 404) return { kind: 'not_listed' };
  const { data } = entry.safeParse(answer.body);
  return answer.status === 200 && data !== undefined ? { kind: 'listed', tunnel: data } : { kind: 'unreadable' };
}

/** Undefined where nothing that speaks HTTP and JSON answers. */
async function askRegistry(path: string): Promise<{ readonly status: number; readonly body: unknown } | undefined> {
  const port = readRegistryPort();
  if (port === undefined) return undefined;
  try {
    const url = `http://127.0.0.1:${String(port)}/remotexpc/tunnels${path}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(registryLimitMs) });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return undefined;
  }
}

/** What is known of the tunnel to a phone, which is given so long to answer. */
export async function examineTunnel(udid: string, limitMs = answerLimitMs): Promise<TunnelState> {
  const listing = await listingOf(udid);
  switch (listing.kind) {
    case 'no_registry':
    case 'not_listed':
      return listing;
    case 'unreadable':
      return { kind: 'dead', why: 'what the registry says of it is no address' };
    case 'listed':
      return knock(listing.tunnel, udid, limitMs);
  }
}

/** How the driver reaches a phone in a session that begins now. */
export async function routeTo({ udid, osVersion }: { udid: string; osVersion: string }): Promise<Route> {
  const usesTunnel =
    isAtLeast(osVersion, firstWithTunnel) === true &&
    whyNoTunnelLibrary() === undefined &&
    (await listingOf(udid)).kind === 'listed';
  return usesTunnel
    ? {
        name: 'tunnel',
        trouble: async () => troubleIn(await examineTunnel(udid, betweenLaunchesMs)),
        dead: async () => ((await listingOf(udid)).kind === 'not_listed' ? notListed : undefined),
      }
    : { name: 'usbmux', trouble: () => Promise.resolve(undefined), dead: () => Promise.resolve(undefined) };
}

/** What a session that began through a tunnel has lost since. */
export function troubleIn(state: TunnelState): RouteTrouble | undefined {
  switch (state.kind) {
    case 'no_registry':
      return { isLost: true, clause: 'tunnel lost: the tunnel registry no longer answers' };
    case 'not_listed':
      return { isLost: true, clause: notListed };
    case 'dead':
      return { isLost: true, clause: `tunnel lost: it is registered, and nothing answers in it (${state.why})` };
    case 'other_phone':
      return { isLost: true, clause: `tunnel lost: the tunnel registry leads to another phone, ${state.udid}` };
    // It may answer yet, as one does in which every connection waits.
    case 'silent':
      return { isLost: false, clause: `the tunnel did not answer within ${seconds(state.forMs)}` };
    case 'answers':
      return state.afterMs < slowMs
        ? undefined
        : { isLost: false, clause: `the tunnel took ${seconds(state.afterMs)} to answer` };
  }
}

const notListed = 'tunnel lost: the tunnel registry no longer lists the phone';

/** From here on, connections through a tunnel do not simply cross a cable. */
export const slowMs = 2000;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Greets the phone's service discovery, which answers by introducing itself, and hangs up. */
function knock({ address, rsdPort }: Entry, udid: string, limitMs: number): Promise<TunnelState> {
  const begunMs = performance.now();
  return new Promise((resolve) => {
    const socket = connect(rsdPort, address);
    const end = (state: TunnelState): void => {
      socket.destroy();
      resolve(state);
    };
    let said = Buffer.alloc(0);
    let answers: TunnelState | undefined;
    socket
      .setTimeout(limitMs, () => {
        end(answers ?? { kind: 'silent', forMs: limitMs });
      })
      .once('connect', () => socket.write(greeting))
      .on('data', (bytes) => {
        // The first bytes show that it answers, and how fast. Who does not introduce itself is not taken for another.
        answers ??= { kind: 'answers', afterMs: performance.now() - begunMs };
        socket.setTimeout(Math.min(limitMs, introductionLimitMs));
        said = Buffer.concat([said, bytes]);
        const who = introducedIn(said);
        if (who !== undefined) end(who === udid ? answers : { kind: 'other_phone', udid: who });
        else if (said.length > longestIntroductionBytes) end(answers);
      })
      .once('error', (error: NodeJS.ErrnoException) => {
        end(answers ?? { kind: 'dead', why: error.code ?? error.message });
      })
      .once('close', () => {
        end(answers ?? { kind: 'dead', why: 'it hung up' });
      });
  });
}

/**
 * Reads the port that the tunnel script notes with @appium/strongbox in the user's data folder. The driver takes no other
 * (appium-ios-remotexpc 5.20.3, tunnel-availability.ts).
 */
function readRegistryPort(): number | undefined {
  const note = join(dataFolder(), 'appium-xcuitest-driver-nodejs/strongbox/tunnelRegistryPort');
  const port = existsSync(note) ? Number.parseInt(readFileSync(note, 'utf8').trim(), 10) : NaN;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** Where env-paths, which strongbox uses, keeps data. */
const dataFolder = (): string =>
  process.platform === 'darwin'
    ? join(homedir(), 'Library/Application Support')
    : (process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'));
