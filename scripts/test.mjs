import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkPlatform } from './setup/platform.mjs';
import { installWhenStale, root } from './setup/install.mjs';
import { runStages } from './setup/stages.mjs';

/** `npm test`: sets up what is lacking, then every check that needs nothing but Node, with minutes per stage. */
checkPlatform();
installWhenStale();

const bin = (name) => join(root, 'node_modules/.bin', name);
const run = (command, ...args) => spawnSync(bin(command), args, { cwd: root, stdio: 'inherit' }).status === 0;

process.exit(
  await runStages([
    { name: 'types', run: () => run('tsc', '-p', '.') },
    { name: 'lint', run: () => run('eslint', '.') && run('prettier', '--check', '--log-level', 'warn', '.') },
    { name: 'unused code', run: () => run('knip') },
    { name: 'unit', run: () => run('mocha', '{src,scripts,test/rig}/**/*.test.ts') },
    { name: 'end to end', run: () => run('mocha', 'test/*.test.ts') },
  ]),
);
