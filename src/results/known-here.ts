import { hostname, userInfo } from 'node:os';
import type { Known } from './redact.js';

/** What many hosts are called, and accounts that many have. */
const commonHosts = /^local(?:host)?$/i;
const commonUsers = new Set(['root', 'runner', 'admin', 'user', 'node']);

/** What tells whose host this is; not what every second one is called. */
export function knownHere(): Pick<Known, 'users' | 'hosts'> {
  const { username } = userInfo();
  const host = hostname();
  return {
    users: commonUsers.has(username) ? [] : [username],
    hosts: [host, host.split('.')[0] ?? ''].filter((each) => !commonHosts.test(each)),
  };
}
