import { isAtLeast } from '../contract/ios-version.js';
import { firstWithTunnel } from '../phone/tunnel.js';
import { whyNoTunnelLibrary } from '../phone/tunnel-library.js';
import type { Identity } from './iphone/identity.js';
import { hasAddresses } from './iphone/tunnel/phone-tunnel.js';

/**
 * The phone with the way that hosts take to it, unless its fleet file has said so: the tunnel from iOS 18 on, where this host
 * has addresses for it and can load what the driver needs for tunnels; usbmux otherwise.
 */
export const withWay = (identity: Identity): Identity => ({
  ...identity,
  tunnelled:
    identity.tunnelled ??
    (hasAddresses &&
      isAtLeast(identity.osVersion, firstWithTunnel) === true &&
      whyNoTunnelLibrary() === undefined),
});
