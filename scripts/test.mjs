import { join } from 'node:path';
import { checkPlatform } from './setup/platform.mjs';
import { installWhenStale, root } from './setup/install.mjs';
import { captured, runStages } from './setup/stages.mjs';

/**
 * `npm test`: sets up what is lacking, then every check that needs nothing but Node, with minutes per stage. The phones of
 * an end-to-end test wait most of the time, so the other checks run beside them.
 */
checkPlatform();
installWhenStale();
process.chdir(root);

/** The main job, which takes half of the time. */
const demo = 'test/demo.test.ts';

const run = (command, ...args) => captured(join('node_modules/.bin', command), ...args);

process.exit(
  await runStages(
    [{ name: 'demo', run: () => run('mocha', demo) }],
    [
      { name: 'end to end', run: () => run('mocha', '--ignore', demo, 'test/*.test.ts') },
      { name: 'types', run: () => run('tsc', '-p', '.') },
      { name: 'lint', run: () => run('eslint', '.') },
      { name: 'format', run: () => run('prettier', '--check', '--log-level', 'warn', '.') },
      { name: 'unused code', run: () => run('knip') },
    ],
    [
      {
        name: 'unit',
        run: () => run('mocha', '--ignore', 'scripts/nightly/**', '{src,scripts,test/rig}/**/*.test.ts'),
      },
    ],
  ),
);
