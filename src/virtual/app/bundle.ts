import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** The app's twin in one file, whose build number is `appBuild`. */
export async function bundleTwin(appBuild: string, bundleId: string): Promise<Uint8Array> {
  return bundle('main.ts', {
    APP_BUILD: JSON.stringify(appBuild),
    BUNDLE_ID: JSON.stringify(bundleId),
    STATUS_WRITER: JSON.stringify(await bundleStatusWriter()),
  });
}

/** The program of the thread that writes status.json. */
export async function bundleStatusWriter(): Promise<string> {
  return new TextDecoder().decode(await bundle('status-writer.ts', {}));
}

async function bundle(entry: string, define: Record<string, string>): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(here, entry)],
    // Its comments name the sources, relative to this folder: the build must not depend on where the command was given.
    absWorkingDir: here,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['onnxruntime-node'],
    define,
    write: false,
    logLevel: 'error',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return output.contents;
}
