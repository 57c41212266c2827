import { dirname } from 'node:path';
import { build } from 'esbuild';
import { moduleFile } from '../../project.js';

/** The app's twin in one file, whose build number is `appBuild`. */
export async function bundleTwin(appBuild: string, bundleId: string): Promise<Uint8Array> {
  return bundle('main', {
    APP_BUILD: JSON.stringify(appBuild),
    BUNDLE_ID: JSON.stringify(bundleId),
    STATUS_WRITER: JSON.stringify(await bundleStatusWriter()),
  });
}

/** The program of the thread that writes status.json. */
export async function bundleStatusWriter(): Promise<string> {
  return new TextDecoder().decode(await bundle('status-writer', {}));
}

async function bundle(entry: string, define: Record<string, string>): Promise<Uint8Array> {
  const file = moduleFile(`src/virtual/app/${entry}`);
  const { outputFiles } = await build({
    entryPoints: [file],
    // Its comments name the sources, relative to this folder: the build must not depend on where the command was given.
    absWorkingDir: dirname(file),
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
