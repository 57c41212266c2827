import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { readSweep } from '../plan/sweep.js';
import { projectRoot } from '../project.js';
import { virtualAppNames } from '../virtual/app/names.js';
import type { VirtualAppName } from '../virtual/app/names.js';
import type { IosVersion } from '../virtual/iphone/identity.js';
import { appiumPortOption, faultOption, iosOption, outOption } from './options.js';

interface Args {
  out: string;
  app: VirtualAppName;
  ios: IosVersion;
  sweep: string;
  fault: string[];
  'appium-port'?: number | undefined;
}

/** `demo`: the main job, whole, without a phone. */
export const demo = (finish: (exitCode: number) => void): CommandModule<object, Args> => ({
  command: 'demo',
  describe: 'The main job on one virtual iPhone: sweeps sweeps/demo.yaml',
  builder: (yargs) =>
    yargs
      .option('out', outOption)
      .option('sweep', {
        type: 'string',
        default: join(projectRoot, 'sweeps/demo.yaml'),
        defaultDescription: 'sweeps/demo.yaml',
        describe: 'What to sweep instead',
      })
      .option('app', {
        choices: virtualAppNames,
        default: 'twin' as const,
        describe: 'What runs in it: the TypeScript twin or the Swift app (scripts/swift/build.sh)',
      })
      .option('ios', iosOption)
      .option('fault', faultOption)
      .option('appium-port', appiumPortOption),
  async handler(args) {
    const { runOnVirtualIphones } = await import('./execute.js');
    finish(
      await runOnVirtualIphones(
        { kind: 'sweep', sweep: readSweep(args.sweep), resultsRoot: args.out },
        { count: 1, app: args.app, ios: args.ios, faults: args.fault, appiumPort: args['appium-port'] },
      ),
    );
  },
});
