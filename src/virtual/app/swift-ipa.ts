import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import plist from 'plist';
import { Problem } from '../../problem.js';
import { isInstalled, nodeArgumentsFor, projectRoot } from '../../project.js';
import type { Identity } from '../iphone/identity.js';
import type { System } from '../iphone/processes.js';
import { systemFor } from './ipa.js';

const require = createRequire(import.meta.url);
const name = 'Harness';
const program = 'HarnessLinux';

/** What scripts/swift/build.sh leaves. */
export const swiftBinary = join(projectRoot, '.cache/swift-build/release', program);

/** Where scripts/swift/toolchain.sh puts Swift. */
const swiftRoot = (environment: NodeJS.ProcessEnv): string => environment['SWIFT_ROOT'] ?? '/var/cache/swift-trixie';

/**
 * The bundle's executable: starts the Swift app with the C library and the Swift libraries it was built against, which
 * are newer than those of the machine. `exec` keeps the process the virtual iPhone knows.
 */
const launcher = `#!/bin/sh
bundle="\${0%/*}"
export REZBENCH_BUNDLE="\${REZBENCH_BUNDLE:-$bundle}"
libraries="$REZBENCH_SWIFT_ROOT/usr/lib/x86_64-linux-gnu:$REZBENCH_SWIFT_ROOT/usr/libexec/swift/lib/swift/linux"
exec "$REZBENCH_SWIFT_ROOT/lib64/ld-linux-x86-64.so.2" --library-path "$libraries" "$bundle/${program}" "$@"
`;

/**
 * Builds an .ipa that holds the Swift app as built for Linux. The build number is a digest of the program. Throws a
 * Problem when it has not been built.
 */
export function buildSwiftIpa(path: string, bundleId: string): void {
  if (!existsSync(swiftBinary))
    throw new Problem(
      isInstalled
        ? 'the Swift app runs in a virtual iPhone from a checkout of rezbench only; leave --app out'
        : 'the Swift app is not built for Linux: run scripts/swift/build.sh (as root)',
    );
  const binary = readFileSync(swiftBinary);
  const info = plist.build({
    CFBundleIdentifier: bundleId,
    CFBundleName: name,
    CFBundleDisplayName: name,
    CFBundleExecutable: name,
    CFBundlePackageType: 'APPL',
    CFBundleVersion: createHash('sha256').update(binary).digest('hex').slice(0, 12),
    MinimumOSVersion: '16.0',
    UIFileSharingEnabled: true,
    LSSupportsOpeningDocumentsInPlace: true,
  });
  const files = { 'Info.plist': Buffer.from(info), [name]: Buffer.from(launcher), [program]: binary };
  const entries = Object.entries(files).map(([file, data]): [string, Uint8Array] => [
    `Payload/${name}.app/${file}`,
    data,
  ]);
  writeFileSync(path, zipSync(Object.fromEntries(entries), { mtime: new Date(2000, 0, 1), level: 1 }));
}

/** What the virtual iPhone's system gives the Swift app: who the device is, and what stands for Core ML. */
export function systemForSwift(identity: Identity): System {
  const compiler = [process.execPath, ...nodeArgumentsFor('src/virtual/app/swift-compiler')];
  return {
    ...systemFor(identity),
    REZBENCH_SWIFT_ROOT: swiftRoot(process.env),
    REZBENCH_ONNXRUNTIME: onnxRuntimeLibrary(),
    REZBENCH_VIRTUAL_COMPILER: JSON.stringify(compiler),
  };
}

/** The very library the app's twin uses, so that both compute the same bits. */
function onnxRuntimeLibrary(): string {
  const folder = dirname(require.resolve('onnxruntime-node/package.json'));
  const platform = join(folder, 'bin', readdirSync(join(folder, 'bin'))[0] ?? '', 'linux', 'x64');
  return join(platform, 'libonnxruntime.so.1');
}
