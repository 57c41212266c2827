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
const swiftBinary = join(projectRoot, '.cache/swift-build/release', program);

/** Where scripts/swift/toolchain.sh puts Swift. */
const swiftRoot = (): string => process.env['SWIFT_ROOT'] ?? '/var/cache/swift-trixie';
/** Starts a program with the libraries of that folder. */
const loader = 'lib64/ld-linux-x86-64.so.2';

/** Why the Swift app cannot run in a virtual iPhone here, as a clause with the remedy; undefined when it can. */
export function whyNoSwiftApp(binary = swiftBinary): string | undefined {
  if (isInstalled) return 'it runs from a checkout of rezbench only; leave --app out';
  if (!existsSync(binary)) return 'it is not built for Linux: run scripts/swift/build.sh (as root)';
  if (existsSync(join(swiftRoot(), loader))) return undefined;
  return `the Swift that it was built with is not in ${swiftRoot()}: set SWIFT_ROOT to where it is, or run scripts/swift/toolchain.sh (as root)`;
}

/**
 * The bundle's executable: starts the Swift app with the C library and the Swift libraries it was built against, which
 * are newer than those of the machine. `exec` keeps the process the virtual iPhone knows.
 */
const launcher = `#!/bin/sh
bundle="\${0%/*}"
export REZBENCH_BUNDLE="\${REZBENCH_BUNDLE:-$bundle}"
libraries="$REZBENCH_SWIFT_ROOT/usr/lib/x86_64-linux-gnu:$REZBENCH_SWIFT_ROOT/usr/libexec/swift/lib/swift/linux"
exec "$REZBENCH_SWIFT_ROOT/${loader}" --library-path "$libraries" "$bundle/${program}" "$@"
`;

/**
 * Builds an .ipa that holds the Swift app as built for Linux. The build number is a digest of the program. Throws a
 * Problem when it could not run.
 */
export function buildSwiftIpa(path: string, bundleId: string): void {
  const lacking = whyNoSwiftApp();
  if (lacking !== undefined) throw new Problem(`the Swift app cannot run in a virtual iPhone: ${lacking}`);
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
    REZBENCH_SWIFT_ROOT: swiftRoot(),
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
