import { once } from 'node:events';
import type { CommandModule } from 'yargs';
import { virtualAppNames } from '../virtual/app/names.js';
import type { VirtualAppName } from '../virtual/app/names.js';
import type { IosVersion } from '../virtual/iphone/identity.js';
import { iosOption } from './options.js';

interface Args {
  count: number;
  app: VirtualAppName;
  ios?: IosVersion | undefined;
  'wda-port'?: number | undefined;
  fault: string[];
}

/** `virtual`: emulated iPhones for any client, until interrupted. */
export const virtual: CommandModule<object, Args> = {
  command: 'virtual',
  describe: 'Keep virtual iPhones attached for any client, until Ctrl-C',
  builder: (yargs) =>
    yargs
      .option('count', { type: 'number', default: 1, describe: 'How many' })
      .option('app', {
        choices: virtualAppNames,
        default: 'twin' as const,
        describe: 'What they can run: the TypeScript twin or the Swift app (scripts/swift/build.sh)',
      })
      .option('ios', iosOption)
      .option('wda-port', { type: 'number', describe: "First phone's WebDriverAgent port (default: free ones)" })
      .option('fault', { type: 'string', array: true, default: [], describe: 'kill:STEP[:N] or freeze[:N]' }),
  async handler({ count, app, ios, fault, 'wda-port': wdaPort }) {
    const { openVirtualLab } = await import('../virtual/lab.js');
    const lab = await openVirtualLab({ count, app, ios, faults: fault, wdaPort });
    const { usbmuxd, ipa, devices, labFile } = lab;
    for (const { name, udid, wda } of devices) console.error(`${udid}  ${name}  ${wda.url}`);
    // Lines a shell can take: with them, `run` and wdio see these phones.
    console.log(`export USBMUXD_SOCKET_ADDRESS=${usbmuxd} REZBENCH_LAB=${labFile} REZBENCH_APP=${ipa}`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await lab.close();
  },
};
