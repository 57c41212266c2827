import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { descendantsOf } from './processes.js';

/** Whether this system tells which process has which socket. */
export const tellsListeners = process.platform === 'linux';

/** A socket that takes connections or datagrams. */
export interface Listener {
  readonly protocol: 'tcp' | 'tcp6' | 'udp' | 'udp6' | 'unix';
  /** As Linux writes it: the bytes of each word of the address in reverse; of a unix socket its path. */
  readonly address: string;
  /** Absent for a unix socket. */
  readonly port?: number;
  /** Program and arguments of a process that has it. */
  readonly args: string;
}

/** 127.0.0.0/8, also as IPv6 writes it, and ::1; each word is in the host's order of bytes. */
const loopback = /^(?:0{16}F{4}0{4})?[0-9A-F]{6}7F$|^0{24}01000000$/;

export const isOnLoopback = ({ address }: Listener): boolean => loopback.test(address);

/** Every listening socket of a process and of those that it started. */
export async function listenersOf(pid: number): Promise<Listener[]> {
  const sockets = [...(['tcp', 'tcp6', 'udp', 'udp6'] as const).flatMap(ipSockets), ...unixSockets()];
  const processes = [{ pid, args: 'the process itself' }, ...(await descendantsOf(pid))];
  return processes.flatMap((each) => {
    const held = inodesOf(each.pid);
    return sockets.filter(({ inode }) => held.has(inode)).map(({ socket }) => ({ ...socket, args: each.args }));
  });
}

interface Known {
  readonly inode: string;
  readonly socket: Omit<Listener, 'args'>;
}

/** States of proc(5): a TCP socket that listens, and a UDP socket without a peer. */
const listening = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' } as const;

function ipSockets(protocol: keyof typeof listening): Known[] {
  return linesOf(`/proc/net/${protocol}`).flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    return state === listening[protocol] ? [{ inode, socket: { protocol, address, port: parseInt(port, 16) } }] : [];
  });
}

/** The flag of a unix socket that takes connections. */
const acceptsConnections = 0x10000;

const unixSockets = (): Known[] =>
  linesOf('/proc/net/unix').flatMap((line) => {
    const [, , , flags = '', , , inode = '', address = ''] = line.trim().split(/\s+/);
    return (parseInt(flags, 16) & acceptsConnections) === 0 ? [] : [{ inode, socket: { protocol: 'unix', address } }];
  });

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(1, -1);

/** Of the sockets of a process; empty once it has ended. */
function inodesOf(pid: number): ReadonlySet<string> {
  try {
    const links = readdirSync(`/proc/${String(pid)}/fd`).flatMap((fd) => linkOf(`/proc/${String(pid)}/fd/${fd}`));
    return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  } catch {
    return new Set();
  }
}

function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}
