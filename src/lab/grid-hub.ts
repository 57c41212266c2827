import { parseJson } from '../contract/json.js';
import { exitCodes, Problem } from '../problem.js';
import { gridLoginVariable, loginHeaders } from './grid-login.js';
import { gridStatusIn } from './grid-status.js';
import type { GridStatus } from './grid-status.js';
import type { Endpoint } from './lab.js';

/** The way to a Selenium Grid. */
export interface GridHub {
  readonly endpoint: Endpoint;
  /** Its address, with a slash at the end. */
  readonly url: string;
}

/** The Grid at an address without a login. Throws a Problem for one that is none. */
export function gridHubAt(address: string): GridHub {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Problem(`${address} is no address of a Grid; give one such as http://HUB:4444`);
  }
  const isSecure = url.protocol === 'https:';
  const path = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  return {
    endpoint: { protocol: isSecure ? 'https' : 'http', hostname: url.hostname, port, path },
    url: `${url.origin}${path}`,
  };
}

/** What becomes of asking a Grid how it is. */
export type GridAnswer =
  | { readonly kind: 'status'; readonly status: GridStatus }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'unauthorized' }
  /** Something else answers there. */
  | { readonly kind: 'no-grid' };

const statusLimitMs = 10_000;

/** Asks the Grid for its status. */
export async function askGrid({ url }: Pick<GridHub, 'url'>): Promise<GridAnswer> {
  let answer: Response;
  let text: string;
  try {
    answer = await askHub(new URL('status', url), 'GET');
    text = await answer.text();
  } catch (error) {
    return { kind: 'unreachable', reason: reasonOf(error) };
  }
  if (answer.status === 401) return { kind: 'unauthorized' };
  const status = gridStatusIn(parseJson(text));
  return status === undefined ? { kind: 'no-grid' } : { kind: 'status', status };
}

/** The Grid's status. Throws a Problem where there is none to be had. */
export async function statusOf(hub: Pick<GridHub, 'url'>): Promise<GridStatus> {
  const answer = await askGrid(hub);
  switch (answer.kind) {
    case 'status':
      return answer.status;
    case 'unreachable':
      throw new Problem(
        `the Grid at ${hub.url} cannot be reached (${answer.reason}); start its hub, or give another address`,
        exitCodes.missing,
      );
    case 'unauthorized':
      throw new Problem(
        `the Grid at ${hub.url} asks for another user or password; give them as https://USER:PASSWORD@HUB, or set ${gridLoginVariable}=USER:PASSWORD`,
      );
    case 'no-grid':
      throw new Problem(
        `${hub.url} answers, and is no Selenium Grid 4; give the address of its hub, such as http://HUB:4444`,
      );
  }
}

/** Ends a session at the hub. Returns whether the hub knew it, or has already freed its slot. */
export async function endGridSession({ url }: GridHub, id: string): Promise<boolean> {
  try {
    const answer = await askHub(new URL(`session/${encodeURIComponent(id)}`, url), 'DELETE');
    await answer.arrayBuffer();
    return answer.ok || answer.status === 404;
  } catch {
    return false;
  }
}

/** No node has this id, so that nothing is drained. */
const noNode = '00000000-0000-0000-0000-000000000000';

/**
 * Whether the hub takes this registration secret. A node with another one is refused without a word, so the hub is asked for
 * something that needs the secret, about a node that does not exist.
 */
export async function takesSecret({ url }: GridHub, secret: string): Promise<boolean> {
  const address = new URL(`se/grid/distributor/node/${noNode}/drain`, url);
  const answer = await askHub(address, 'POST', { 'x-registration-secret': secret });
  await answer.arrayBuffer();
  return answer.status !== 401;
}

/** Frees the slot of a session that its Appium no longer has, at its node. Returns whether the node did so. */
export async function freeSlot(node: string, id: string, secret: string): Promise<boolean> {
  try {
    const address = new URL(`/se/grid/node/session/${encodeURIComponent(id)}`, node);
    const answer = await ask(address, 'DELETE', { 'x-registration-secret': secret });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

type Headers = Readonly<Record<string, string>>;

/** The login is the hub's alone: a node is another host, and its connection is not encrypted. */
const askHub = (address: URL, method: string, headers: Headers = {}): Promise<Response> =>
  ask(address, method, { ...headers, ...loginHeaders() });

const ask = (address: URL, method: string, headers: Headers): Promise<Response> =>
  fetch(address, { method, headers, signal: AbortSignal.timeout(statusLimitMs) });

/** The code of what a connection failed with, where it has one. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error instanceof Error && error.name === 'TimeoutError'
    ? `no answer within ${String(statusLimitMs / 1000)} s`
    : String(error);
}
