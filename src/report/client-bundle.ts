import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(import.meta.url);

/** The page's program with Vega in it, for any browser of the last years. */
export async function clientBundle(): Promise<string> {
  const { outputFiles } = await build({
    // Compiled, this file and that one have another ending.
    entryPoints: [join(dirname(here), 'client', `main${extname(here)}`)],
    absWorkingDir: dirname(here),
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    legalComments: 'none',
    write: false,
    logLevel: 'error',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('esbuild made nothing of the program of the page');
  // An element of the page ends where this stands, wherever that is.
  return output.text.replaceAll('</script', '<\\/script');
}
