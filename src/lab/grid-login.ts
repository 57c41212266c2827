import { Problem } from '../problem.js';

/** The environment variable that holds USER:PASSWORD for a Grid that asks for them. They are written nowhere. */
export const gridLoginVariable = 'REZBENCH_GRID_LOGIN';

/**
 * The headers with which a Grid is asked, each time: those of the login in the environment (RFC 7617), or none. Throws a Problem for what
 * is not USER:PASSWORD.
 */
export function loginHeaders(): { readonly authorization?: string } {
  const login = process.env[gridLoginVariable];
  if (login === undefined || login === '') return {};
  if (login.indexOf(':') < 1) {
    throw new Problem(`${gridLoginVariable} is not of the form USER:PASSWORD; set it so, or unset it`);
  }
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
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
