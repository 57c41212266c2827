import { once } from 'node:events';
import type { CommandModule } from 'yargs';
import { startVirtualIphones } from '../virtual/iphone/index.js';
import { parseFault } from '../virtual/iphone/faults.js';
import { virtualAppNames, virtualApps } from '../virtual/app/virtual-apps.js';
import type { VirtualAppName } from '../virtual/app/virtual-apps.js';

interface Args {
  count: number;
  app: VirtualAppName;
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
      .option('wda-port', { type: 'number', describe: "First phone's WebDriverAgent port (default: free ones)" })
      .option('fault', { type: 'string', array: true, default: [], describe: 'kill:STEP[:N] or freeze[:N]' }),
  async handler({ count, app, fault, 'wda-port': wdaPort }) {
    const faults = fault.map(parseFault);
    const { socketPath, phones, stop } = await startVirtualIphones({
      count,
      ...(wdaPort !== undefined && { wdaPort }),
      system: virtualApps[app].systemFor,
      faults,
    });
    console.log(`USBMUXD_SOCKET_ADDRESS=UNIX:${socketPath}`);
    for (const { identity, wdaUrl } of phones) console.log(`${identity.udid}  iOS ${identity.osVersion}  ${wdaUrl}`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await stop();
  },
};
