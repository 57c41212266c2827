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

/** The main job. */
const demo = 'test/demo.test.ts';

/** They start many processes. */
const commands = 'src/cli/**/*.test.ts';

const run = (command, ...args) => captured(join('node_modules/.bin', command), ...args);

// Lanes of about the same length.
process.exit(
  await runStages(
    [
      { name: 'demo', run: () => run('mocha', demo) },
      { name: 'commands', run: () => run('mocha', commands) },
      { name: 'types', run: () => run('tsc', '-p', '.') },
      { name: 'format', run: () => run('prettier', '--check', '--log-level', 'warn', '.') },
    ],
    [
      { name: 'end to end', run: () => run('mocha', '--ignore', demo, 'test/*.test.ts') },
      { name: 'lint', run: () => run('eslint', '.') },
    ],
    [
      {
        name: 'unit',
        run: () =>
          run(
            'mocha',
            ...['--ignore', 'scripts/nightly/**', '--ignore', commands],
            '{src,scripts,test/rig}/**/*.test.ts',
          ),
      },
      { name: 'unused code', run: () => run('knip') },
    ],
  ),
);
