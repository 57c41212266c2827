#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkPlatform } from './setup/platform.mjs';
import { installWhenStale, root } from './setup/install.mjs';

/** `rezbench`, from any folder: sets up what is lacking, then runs the command line with tsx. */
checkPlatform();
installWhenStale();
const child = spawn(
  process.execPath,
  [
    '--import',
    'file://' + join(root, 'node_modules/tsx/dist/esm/index.mjs'),
    join(root, 'src/bin.ts'),
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
// The child decides what an interrupt means; this process waits for it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
