import { isAtLeast } from '../contract/ios-version.js';
import { firstWithTunnel } from '../phone/tunnel.js';
import { whyNoTunnelLibrary } from '../phone/tunnel-library.js';
import { Problem } from '../problem.js';
import type { Identity } from './iphone/identity.js';
import { hasAddresses } from './iphone/tunnel/phone-tunnel.js';

/**
 * The phones with the way that hosts take to each: what its fleet file says, or else the tunnel from iOS 18 on and usbmux
 * before. Where this host can carry no tunnel, one that was asked for is refused by a Problem, and of others `tell` hears.
 */
export function withWays(identities: readonly Identity[], tell: (sentence: string) => void): readonly Identity[] {
  const isMeant = ({ tunnelled, osVersion }: Identity): boolean =>
    tunnelled ?? isAtLeast(osVersion, firstWithTunnel) === true;
  if (!identities.some(isMeant)) return identities;
  const why = whyNoTunnel();
  if (why === undefined) return identities.map((identity) => ({ ...identity, tunnelled: isMeant(identity) }));
  const asked = identities.find(({ tunnelled }) => tunnelled);
  if (asked !== undefined) throw new Problem(`${asked.name} can have no tunnel here: ${why}; write transport: usbmux`);
  tell(`virtual iPhones with iOS 18 or later are reached through usbmux: ${why}`);
  return identities;
}

function whyNoTunnel(): string | undefined {
  if (!hasAddresses) return 'only Linux gives each of them an address of its own';
  const why = whyNoTunnelLibrary();
  return why && `the driver's library for tunnels cannot be loaded (${why}); docs/install.md says how to build it`;
}
