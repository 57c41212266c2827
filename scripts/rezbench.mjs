#!/usr/bin/env node
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkPlatform } from './setup/platform.mjs';
import { installWhenStale, root } from './setup/install.mjs';
import { bundledCommands } from './setup/bundle.mjs';
import { mapStacks } from './setup/stacks.mjs';

/** `rezbench`, from any folder: sets up what is lacking, then runs the command line. */
checkPlatform();
installWhenStale();
const built = await bundledCommands();
if (built === undefined) {
  const { register } = await import('tsx/esm/api');
  register();
  process.setSourceMapsEnabled(true);
} else {
  mapStacks(built);
}
await import(built ?? pathToFileURL(join(root, 'src/bin.ts')).href);
