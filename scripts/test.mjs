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

/** They wait for sockets and timers of their own. */
const emulator = 'src/virtual/**/*.test.ts';

const run = (command, ...args) => captured(join('node_modules/.bin', command), ...args);
const without = (...patterns) => patterns.flatMap((pattern) => ['--ignore', pattern]);

// Lanes of about the same length.
process.exit(
  await runStages(
    [
      { name: 'demo', run: () => run('mocha', demo) },
      { name: 'commands', run: () => run('mocha', commands) },
      { name: 'lint', run: () => run('eslint', '.') },
    ],
    [
      { name: 'end to end', run: () => run('mocha', ...without(demo), 'test/*.test.ts') },
      { name: 'emulator', run: () => run('mocha', emulator) },
    ],
    [
      {
        name: 'unit',
        run: () =>
          run('mocha', ...without('scripts/nightly/**', commands, emulator), '{src,scripts,test/rig}/**/*.test.ts'),
      },
      { name: 'types', run: () => run('tsc', '-p', '.') },
      { name: 'format', run: () => run('prettier', '--check', '--log-level', 'warn', '.') },
      { name: 'unused code', run: () => run('knip') },
    ],
  ),
);
