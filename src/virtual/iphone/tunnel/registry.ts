import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusalOf } from '../wda/guard.js';

/** A tunnel as the registry tells of it (appium-ios-remotexpc 5.20.3, lib/types.ts). */
export interface TunnelEntry {
  readonly udid: string;
  readonly deviceId: number;
  /** The phone's own address. */
  readonly address: string;
  readonly rsdPort: number;
  readonly services: Readonly<Record<string, { readonly port: string }>>;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly lastUpdated: number;
}

const base = '/remotexpc/tunnels';
/** The longest that a client may wait for a tunnel. */
const longestWaitMs = 60_000;

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * The tunnels to the phones of this host, as the driver's tunnel-creation script tells of them over HTTP. It listens on the
 * loopback, and takes no changes, unlike the script's own. Routes: appium-ios-remotexpc 5.20.3, tunnel-registry-server.ts.
 */
export class TunnelRegistry {
  readonly #entries = new Map<string, TunnelEntry>();
  readonly #waiting = new Set<() => void>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  /** Returns the port of 127.0.0.1 that it listens on. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Also in place of an earlier tunnel to the same phone. */
  list(entry: TunnelEntry): void {
    this.#entries.set(entry.udid, entry);
    for (const look of this.#waiting) look();
  }

  remove(udid: string): void {
    this.#entries.delete(udid);
  }

  close(): Promise<unknown> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    return closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    const refusal = refusalOf(request.headers);
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    const { status, body } = refusal
      ? { status: refusal.status, body: { error: refusal.message } }
      : await this.#reply(request, gone.signal);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }

  #reply({ method, url = '' }: IncomingMessage, gone: AbortSignal): Reply | Promise<Reply> {
    const origin = 'http://127.0.0.1';
    if (!URL.canParse(url, origin)) return notFound('Not found');
    const { pathname, searchParams } = new URL(url, origin);
    const [udid, ...rest] = pathname.startsWith(`${base}/`) ? pathname.slice(base.length + 1).split('/') : [];
    const [more] = rest;
    if (method === 'GET' && pathname === base) {
      return { status: 200, body: { tunnels: Object.fromEntries(this.#entries), metadata: this.#metadata() } };
    }
    if (udid === undefined || rest.length > 1) return notFound('Not found');
    if (method === 'GET' && udid === 'metadata' && more === undefined) return { status: 200, body: this.#metadata() };
    if (method === 'GET' && udid === 'device' && more !== undefined) {
      const entry = [...this.#entries.values()].find(({ deviceId }) => String(deviceId) === more);
      return entry ? { status: 200, body: entry } : notFound(`Tunnel not found for device ID: ${more}`);
    }
    if (method === 'POST' && more === 'refresh-services') return this.#found(udid);
    if (method !== 'GET' || more !== undefined) return notFound('Not found');
    const wait = searchParams.get('waitMs') ?? '0';
    if (!/^\d{1,9}$/.test(wait)) return { status: 400, body: { error: 'Invalid waitMs query parameter' } };
    const waitMs = Math.min(Number(wait), longestWaitMs);
    return this.#entries.has(udid) || waitMs === 0 ? this.#found(udid) : this.#awaited(udid, waitMs, gone);
  }

  #found(udid: string): Reply {
    const entry = this.#entries.get(udid);
    return entry ? { status: 200, body: entry } : notFound(`Tunnel not found for UDID: ${udid}`);
  }

  /** Waits until there is a tunnel to the phone, the time is up or the client has hung up. */
  #awaited(udid: string, waitMs: number, gone: AbortSignal): Promise<Reply> {
    return new Promise((resolve) => {
      const end = (reply: Reply): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        gone.removeEventListener('abort', giveUp);
        resolve(reply);
      };
      const giveUp = (): void => {
        end({ status: 408, body: { status: 'NOT_READY' } });
      };
      const look = (): void => {
        const entry = this.#entries.get(udid);
        if (entry !== undefined) end({ status: 200, body: entry });
      };
      const timer = setTimeout(giveUp, waitMs).unref();
      this.#waiting.add(look);
      gone.addEventListener('abort', giveUp);
    });
  }

  #metadata(): object {
    const { size } = this.#entries;
    return { lastUpdated: new Date().toISOString(), totalTunnels: size, activeTunnels: size };
  }
}

const notFound = (error: string): Reply => ({ status: 404, body: { error } });
