import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Where } from '../run/start.js';
import type { LabDevice } from '../plan/lab.js';
import { virtualApps } from './app/virtual-apps.js';
import type { VirtualAppName } from './app/names.js';
import { parseFault } from './iphone/faults.js';
import type { IosVersion } from './iphone/identity.js';
import { startVirtualIphones } from './iphone/index.js';

const harnessBundleId = 'dev.rezbench.harness';

/** What virtual iPhones are wanted for. */
export interface VirtualWish {
  readonly count: number;
  readonly faults: readonly string[];
  readonly ios?: IosVersion | undefined;
  /** What runs in them; the twin when nothing is said. */
  readonly app?: VirtualAppName | undefined;
  readonly wdaPort?: number | undefined;
}

/** Virtual iPhones with all that a run on them needs. */
export interface VirtualLab {
  /** For USBMUXD_SOCKET_ADDRESS. */
  readonly usbmuxd: string;
  readonly ipa: string;
  readonly lab: readonly (LabDevice & { readonly wda: { readonly url: string } })[];
  /** The same lab as a file. */
  readonly labFile: string;
  readonly close: () => Promise<void>;
}

/** Starts virtual iPhones, builds the app they can install and the lab that knows them. They exist until `close`. */
export async function openVirtualLab({ count, faults, ios, app = 'twin', wdaPort }: VirtualWish): Promise<VirtualLab> {
  const parsed = faults.map(parseFault);
  const { buildIpa, systemFor } = virtualApps[app];
  const folder = mkdtempSync(join(tmpdir(), 'rezbench-lab-'));
  const ipa = join(folder, 'Harness.ipa');
  await buildIpa(ipa, harnessBundleId);
  const iphones = await startVirtualIphones({
    count,
    iosVersion: ios,
    ...(wdaPort !== undefined && { wdaPort }),
    system: systemFor,
    faults: parsed,
  });
  const lab = iphones.phones.map(({ identity, wdaUrl }) => ({
    name: identity.name,
    udid: identity.udid,
    required: true,
    wda: { url: wdaUrl },
  }));
  const labFile = join(folder, 'lab.yaml');
  writeFileSync(labFile, stringify({ devices: lab }));
  return {
    usbmuxd: `UNIX:${iphones.socketPath}`,
    ipa,
    lab,
    labFile,
    async close() {
      await iphones.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Does something on virtual iPhones that exist as long as it takes. */
export async function onVirtualIphones<Result>(
  wish: VirtualWish,
  use: (where: Pick<Where, 'ipa' | 'lab'>) => Promise<Result>,
): Promise<Result> {
  const { usbmuxd, ipa, lab, close } = await openVirtualLab(wish);
  process.env['USBMUXD_SOCKET_ADDRESS'] = usbmuxd;
  try {
    return await use({ ipa, lab });
  } finally {
    await close();
  }
}
