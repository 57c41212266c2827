import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './install.mjs';

/** Builds are kept beside the packages they import. One unused for so long is of sources that are gone. */
const cache = join(root, 'node_modules/.cache/rezbench');
const keptMs = 30 * 24 * 3600 * 1000;

/**
 * The command line as JavaScript: `predict` starts in half the time that transpiling src/ at every start takes. Built
 * anew when a source has changed. Undefined where node_modules cannot be written; the sources run as well.
 */
export async function bundledCommands() {
  const folder = join(cache, keyOf(join(root, 'src')));
  const entry = pathToFileURL(join(folder, 'bin.js')).href;
  if (existsSync(folder)) return entry;
  const partial = `${folder}.${String(process.pid)}`;
  try {
    mkdirSync(partial, { recursive: true });
    await build(partial);
    renameSync(partial, folder);
    removeOld();
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another process was faster, or nobody may write here.
    if (existsSync(folder)) return entry;
    if (error.code === 'EACCES' || error.code === 'EROFS') return undefined;
    throw error;
  }
  return entry;
}

async function build(outdir) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    entryPoints: [join(root, 'src/bin.ts')],
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    sourcesContent: false,
    // Less to read and to parse. Names stay, since stacks and messages have them.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'error',
    // What is CommonJS may ask for a module of Node's.
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
    },
    plugins: [packages, englishAlone, whereItWas],
  });
}

/** Packages of many small files, which Node would look for and read one by one. The others stay where they are. */
const bundled = ['zod', 'protobufjs', 'yargs', 'yaml', 'sharp', 'onnxruntime-node'];

const packages = {
  name: 'packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
      const isOurs = !importer.includes('/node_modules/');
      return isOurs && importer !== '' && !bundled.includes(path.split('/')[0]) ? { path, external: true } : undefined;
    });
  },
};

/** What every start would pay for and no command needs: zod's messages in fifty languages, the width of emoji in help. */
const englishAlone = {
  name: 'English alone',
  setup(build) {
    const replace = (filter, contents) => build.onLoad({ filter }, () => ({ contents }));
    replace(/[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/, "export { default as en } from './en.js';");
    replace(/[/\\](yargs|cliui)[/\\].*[/\\]string-width[/\\]index\.js$/, 'export default ({ length }) => length;');
  },
};

/** A module finds what lies beside it by its own address, which the bundle's is not. */
const whereItWas = {
  name: 'where it was',
  setup(build) {
    const replace = (filter, from, to) =>
      build.onLoad({ filter }, ({ path }) => ({
        loader: path.endsWith('.ts') ? 'ts' : 'js',
        contents: readFileSync(path, 'utf8').replaceAll(from, to(JSON.stringify(pathToFileURL(path).href))),
      }));
    replace(/[/\\](src[/\\].*\.ts|sharp[/\\]dist[/\\].*\.mjs)$/, 'import.meta.url', (address) => address);
    const binding = /[/\\]onnxruntime-node[/\\]dist[/\\]binding\.js$/;
    replace(binding, 'require(`..', (address) => `require('node:module').createRequire(${address})(\`..`);
  },
};

/** Over the names, sizes and times of all sources, of this file, and of the lockfile that says what they import. */
function keyOf(folder) {
  const others = ['scripts/setup/bundle.mjs', 'package-lock.json', 'tsconfig.json'].map((name) => join(root, name));
  const lines = [...sourcesUnder(folder).sort(), ...others].map((path) => {
    const { size, mtimeMs } = statSync(path);
    return `${path}\0${String(size)}\0${String(mtimeMs)}\n`;
  });
  return createHash('sha256').update(lines.join('')).digest('hex').slice(0, 32);
}

/** Every start asks for these, so nothing is done that hundreds of files would make long. */
function sourcesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourcesUnder(path);
    return path.endsWith('.ts') && !path.endsWith('.test.ts') ? [path] : [];
  });
}

function removeOld() {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
  }
}
