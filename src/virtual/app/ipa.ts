import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { zipSync } from 'fflate';
import plist from 'plist';
import { packageVersion } from '../../project.js';
import type { Identity } from '../iphone/identity.js';
import type { System } from '../iphone/processes.js';
import { bundleTwin } from './bundle.js';
import { deviceVariable } from './device.js';
import type { VirtualDevice } from './device.js';

const executable = 'Harness';

/**
 * Builds an .ipa whose executable is the app's TypeScript twin in one file. The same sources give the same bytes; the
 * build number is a digest of them, unless it is to be another build.
 */
export async function buildTwinIpa(path: string, bundleId: string, build?: string): Promise<void> {
  const code = await bundleTwin('0', bundleId);
  const appBuild = build ?? createHash('sha256').update(code).digest('hex').slice(0, 12);
  const info = plist.build({
    CFBundleIdentifier: bundleId,
    CFBundleName: executable,
    CFBundleDisplayName: executable,
    CFBundleExecutable: executable,
    CFBundlePackageType: 'APPL',
    CFBundleShortVersionString: packageVersion(),
    CFBundleVersion: appBuild,
    MinimumOSVersion: '16.0',
    UIFileSharingEnabled: true,
    LSSupportsOpeningDocumentsInPlace: true,
  });
  const files = {
    'Info.plist': Buffer.from(info),
    [executable]: await bundleTwin(appBuild, bundleId),
    // Node goes by the nearest one, and above the folder of temporary files may lie one of ES modules.
    'package.json': Buffer.from('{"type":"commonjs"}\n'),
  };
  const entries = Object.entries(files).map(([name, data]) => [`Payload/${executable}.app/${name}`, data] as const);
  writeFileSync(path, zipSync(Object.fromEntries(entries), { mtime: new Date(2000, 0, 1) }));
}

/** What the virtual iPhone's system gives the twin: who the device is, and ONNX Runtime where iOS has Core ML. */
export function systemFor(identity: Identity): System {
  const device: VirtualDevice = {
    model: identity.productType,
    name: identity.name,
    osVersion: identity.osVersion,
    osBuild: identity.osBuild,
    attachS: identity.attachS,
    predictMs: identity.predictMs,
    modelled: identity.modelled,
  };
  const onnxruntime = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  return { [deviceVariable]: JSON.stringify(device), NODE_PATH: dirname(onnxruntime) };
}
