import type { IncomingHttpHeaders } from 'node:http';

/**
 * The longest body of a command, bytes: a launch with its arguments has some hundred. A real one takes 1 GiB
 * (WebDriverAgent 16.12.9, FBConfiguration.m).
 */
export const longestBodyBytes = 1 << 20;

/** Why a request is not carried out. */
export interface Refusal {
  readonly status: 403 | 413;
  readonly message: string;
}

/**
 * Tells whether a request can come from a driver. A real WebDriverAgent asks nobody, and lets pages of every origin read
 * its answers; the virtual one starts processes on the user's own machine, so it refuses what a browser sends for a page,
 * whatever name that page gave the address. Clients that are no browsers send neither header. Undefined for what is fine.
 */
export function refusalOf(headers: IncomingHttpHeaders): Refusal | undefined {
  if (headers.origin !== undefined || isForPage(headers['sec-fetch-site'])) {
    return { status: 403, message: 'Requests of web pages are refused' };
  }
  if (!isLoopback(headers.host)) return { status: 403, message: 'The Host header must name the loopback' };
  if (Number(headers['content-length'] ?? 0) > longestBodyBytes) {
    return { status: 413, message: `The body is longer than ${String(longestBodyBytes)} bytes` };
  }
  return undefined;
}

/** A browser says `none` where somebody typed the address. */
const isForPage = (site: string | string[] | undefined): boolean => site !== undefined && site !== 'none';

/** By its name: one that a web page's owner can point at the loopback is none. */
const isLoopback = (host: string | undefined): boolean =>
  host !== undefined && /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host);
