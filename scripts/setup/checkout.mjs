import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installWhenStale, root } from './install.mjs';
import { bundledCommands } from './bundle.mjs';
import { mapStacks } from './stacks.mjs';

/** The command line of a checkout: sets up what is lacking, then runs the sources. */
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
