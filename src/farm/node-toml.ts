import type { Stereotype } from '../lab/grid-keys.js';

/** What a node of a Grid is told. */
export interface NodeConfig {
  /** Where the hub reaches this node; Grid finds out itself when left out. */
  readonly host?: string | undefined;
  readonly port: number;
  readonly secret?: string | undefined;
  /** The hub's event bus. */
  readonly publish: string;
  readonly subscribe: string;
  /** The Appium of this host. */
  readonly appiumPort: number;
  /** One for each phone. */
  readonly stereotypes: readonly Stereotype[];
}

/**
 * Longer than any command: a node ends a session in the midst of a command that takes longer. It also frees what a client has
 * left behind.
 */
const sessionTimeoutS = 3600;
/** The hub takes a node for gone after two and a half of these. */
const heartbeatS = 10;
/** For so long a node looks for a hub that is not there yet. */
const registerS = 86_400;

/** The configuration of a node that relays sessions to the Appium of this host, as TOML. */
export function nodeToml({ host, port, secret, publish, subscribe, appiumPort, stereotypes }: NodeConfig): string {
  const lines = [
    '# Written by npx rezbench node, anew each time it starts.',
    '[server]',
    ...(host === undefined ? [] : [`host = ${text(host)}`]),
    `port = ${String(port)}`,
    ...(secret === undefined ? [] : [`registration-secret = ${text(secret)}`]),
    '',
    '[events]',
    `publish = ${text(publish)}`,
    `subscribe = ${text(subscribe)}`,
    '',
    '[node]',
    'detect-drivers = false',
    `max-sessions = ${String(stereotypes.length)}`,
    'override-max-sessions = true',
    `session-timeout = ${String(sessionTimeoutS)}`,
    `heartbeat-period = ${String(heartbeatS)}`,
    `register-period = ${String(registerS)}`,
    '',
    '[relay]',
    `url = "http://127.0.0.1:${String(appiumPort)}"`,
    'status-endpoint = "/status"',
    'configs = [',
    stereotypes.map((stereotype) => `  "1", ${text(JSON.stringify(stereotype))}`).join(',\n'),
    ']',
  ];
  return `${lines.join('\n')}\n`;
}

/** A basic string of TOML, in ASCII, since Java reads the file in the system's encoding. */
const text = (value: string): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
