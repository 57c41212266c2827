/** What a hub of Selenium Grid on the loopback is told. */
export interface HubConfig {
  readonly port: number;
  /** The ports of its event bus. */
  readonly publish: number;
  readonly subscribe: number;
  readonly secret: string;
  /** What it asks its clients for. */
  readonly login?: { readonly user: string; readonly key: string };
}

/** Its configuration as TOML. It misses a node sooner than by default. */
export const hubToml = ({ port, publish, subscribe, secret, login }: HubConfig): string => `[server]
host = "127.0.0.1"
port = ${String(port)}
registration-secret = "${secret}"
${login === undefined ? '' : `[router]\nusername = "${login.user}"\npassword = "${login.key}"`}
[events]
publish = "tcp://127.0.0.1:${String(publish)}"
subscribe = "tcp://127.0.0.1:${String(subscribe)}"
[distributor]
healthcheck-interval = 5
purge-nodes-interval = 10
`;
