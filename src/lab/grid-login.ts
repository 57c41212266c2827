import { Problem } from '../problem.js';

/** The environment variable that holds USER:PASSWORD for a Grid that asks for them. They are written nowhere. */
export const gridLoginVariable = 'REZBENCH_GRID_LOGIN';

/** User and password for a Grid, as WebdriverIO names them. */
export interface GridLogin {
  readonly user: string;
  readonly key: string;
}

/** Those of the environment; undefined where none are set. Throws a Problem for what is not USER:PASSWORD. */
export function gridLogin(): GridLogin | undefined {
  const login = process.env[gridLoginVariable];
  if (login === undefined || login === '') return undefined;
  const colon = login.indexOf(':');
  if (colon < 1) throw new Problem(`${gridLoginVariable} is not of the form USER:PASSWORD; set it so, or unset it`);
  return { user: login.slice(0, colon), key: login.slice(colon + 1) };
}

/**
 * The address of a Grid without the user and password in it, which go into the environment: there the processes of a run find
 * them, and neither logs nor results have them. Throws a Problem for a login that cannot be sent.
 */
export function withoutLogin(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  const { username, password } = url;
  if (username === '' && password === '') return address;
  const [user, key] = [plain(username), plain(password)];
  url.username = url.password = '';
  if (user === undefined || key === undefined || user === '' || user.includes(':')) {
    throw new Problem(
      `the login in the address of ${url.href} is none; write https://USER:PASSWORD@HUB, with %25 for a percent sign, or set ${gridLoginVariable}=USER:PASSWORD`,
    );
  }
  process.env[gridLoginVariable] = `${user}:${key}`;
  return url.href;
}

/** Undefined for what is not well encoded. */
function plain(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
