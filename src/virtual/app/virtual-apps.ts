import type { Identity } from '../iphone/identity.js';
import type { System } from '../iphone/processes.js';
import { buildTwinIpa, systemFor } from './ipa.js';
import type { VirtualAppName } from './names.js';
import { buildSwiftIpa, systemForSwift } from './swift-ipa.js';

/** An app a virtual iPhone can run: how its .ipa is built, and what the phone's system must give it. */
export interface VirtualApp {
  readonly buildIpa: (path: string, bundleId: string) => Promise<void>;
  readonly systemFor: (identity: Identity) => System;
}

/** `twin` is TypeScript and needs nothing else; `swift` is the iPhone's own app, built by scripts/swift/build.sh. */
export const virtualApps: Readonly<Record<VirtualAppName, VirtualApp>> = {
  twin: { buildIpa: buildTwinIpa, systemFor },
  swift: {
    buildIpa: (path, bundleId) => {
      buildSwiftIpa(path, bundleId);
      return Promise.resolve();
    },
    systemFor: systemForSwift,
  },
};
