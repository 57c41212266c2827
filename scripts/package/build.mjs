import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rowTypes } from './row-types.mjs';

/**
 * Makes dist, what an installed package runs: the sources as JavaScript, what is JavaScript already, and the types of what
 * package.json exports. `npm run pack` calls it first.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', join(root, 'tsconfig.package.json')], {
  stdio: 'inherit',
});
if (status !== 0) {
  console.error('rezbench: tsc failed, so nothing is packed; see above');
  process.exit(1);
}
for (const file of filesUnder(join(root, 'src'))) {
  if (file.endsWith('.mjs')) cpSync(file, join(dist, relative(root, file)));
}
await writeRowTypes();
removeOtherTypes();

/** The columns' definitions are long types; a reader of a table wants its columns and what they mean. */
async function writeRowTypes() {
  const { tables } = await import(pathToFileURL(join(dist, 'src/results/write-tables.js')).href);
  for (const table of tables) {
    writeFileSync(join(dist, 'src/results/tables', `${table.name}.d.ts`), rowTypes(table));
  }
}

/** Types that nobody can import say nothing to anybody. */
function removeOtherTypes() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = new Set();
  const follow = (file) => {
    if (wanted.has(file) || !existsSync(file)) return;
    wanted.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()["'](\.[^"']+)\.js["']/g)) {
      follow(join(dirname(file), `${path}.d.ts`));
    }
  };
  for (const { types } of Object.values(exports)) if (types !== undefined) follow(join(root, types));
  for (const file of filesUnder(dist)) if (file.endsWith('.d.ts') && !wanted.has(file)) rmSync(file);
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
