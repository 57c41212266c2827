import { join } from 'node:path';
import { readSweep } from '../plan/sweep.js';
import { projectRoot } from '../project.js';
import { virtualAppNames } from '../virtual/app/names.js';
import type { VirtualAppName } from '../virtual/app/names.js';
import { optionsAgain } from './again.js';
import { appiumPortOption, faultOption, outOption } from './options.js';
import type { Command } from './command.js';

interface Args {
  out: string;
  app: VirtualAppName;
  fault: string[];
  'appium-port'?: number | undefined;
}

/** `demo`: the main job, whole, without a phone. */
export const demo = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .option('out', outOption)
      .option('app', {
        choices: virtualAppNames,
        default: 'twin' as const,
        describe: 'What runs in it: the TypeScript twin or the Swift app (scripts/swift/build.sh)',
      })
      .option('fault', faultOption)
      .option('appium-port', appiumPortOption),
  async handler(args) {
    const { runToTheEnd } = await import('./carry-out.js');
    const { newSweepRun } = await import('./sweep-run.js');
    const { openVirtualLab } = await import('../virtual/lab.js');
    const { app, fault: faults, 'appium-port': appiumPort } = args;
    const source = await newSweepRun(readSweep(join(projectRoot, 'sweeps/demo.yaml')), args.out);
    const again = optionsAgain({ ...args, virtual: 1, app: app === 'twin' ? undefined : app });
    finish(await runToTheEnd({ ...source, again }, await openVirtualLab({ count: 1, app, faults, appiumPort })));
  },
});
