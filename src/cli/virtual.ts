import { once } from 'node:events';
import { optionBounds } from '../bounds/bounds.js';
import { Problem } from '../problem.js';
import { virtualAppNames } from '../virtual/app/names.js';
import type { VirtualAppName } from '../virtual/app/names.js';
import type { IosVersion } from '../virtual/iphone/identity.js';
import type { Transport } from '../virtual/iphone/phone.js';
import { exitCodes } from '../problem.js';
import { faultOption, iosOption } from './options.js';
import { refuseUnwritableFile } from './writable.js';
import type { Command } from './command.js';

interface Args {
  count: number;
  app: VirtualAppName;
  ios?: IosVersion | undefined;
  'wda-port'?: number | undefined;
  fault: string[];
  locked: boolean;
  wifi?: 'beside' | 'only' | undefined;
  log?: string | undefined;
}

/** `virtual`: emulated iPhones for any client, until interrupted. */
export const virtual = (finish: (exitCode: number) => void): Command<Args> => ({
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
      .option('fault', faultOption)
      .option('locked', { type: 'boolean', default: false, describe: 'They are locked with a passcode' })
      .option('wifi', {
        choices: ['beside', 'only'] as const,
        describe: 'They are listed over Wi-Fi, beside the cable or instead of it',
      })
      .option('log', { type: 'string', describe: 'File that everything hosts ask of them is appended to' }),
  async handler({ count, app, ios, fault, 'wda-port': wdaPort, locked, wifi, log }) {
    if (log !== undefined) refuseUnwritableFile('--log', log);
    if (wdaPort !== undefined) refusePortsBeyond(wdaPort, count);
    const [{ openVirtualLab }, { ready }] = await Promise.all([
      import('../virtual/lab.js'),
      import('../virtual/iphone/phone.js'),
    ]);
    const state = { ...ready, locked, transports: transportsOf(wifi) };
    const states = Array.from({ length: count }, () => state);
    const lab = await openVirtualLab({ count, app, ios, faults: fault, wdaPort, states, logFile: log });
    for (const { name, udid, wda } of lab.devices) console.error(`${udid}  ${name}  ${wda.url}`);
    // A line that a shell can take: with it, `run` and wdio see these phones.
    const settings = Object.entries(lab.settings).map(([name, value]) => `${name}=${value}`);
    console.log(`export ${settings.join(' ')}`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
    await lab.close();
    for (const sentence of lab.complaints()) {
      console.error(`rezbench: ${sentence}`);
      finish(exitCodes.missing);
    }
  },
});

/** Each phone after the first takes the next port. */
function refusePortsBeyond(first: number, count: number): void {
  const last = optionBounds['wda-port'].most;
  if (first + count - 1 <= last) return;
  const most = String(last - count + 1);
  throw new Problem(
    `--wda-port ${String(first)}: ${String(count)} phones need ports up to ${String(last)}; give ${most} or less`,
  );
}

/** usbmuxd may list the entry over Wi-Fi first. */
function transportsOf(wifi: Args['wifi']): readonly Transport[] {
  switch (wifi) {
    case 'beside':
      return ['network', 'usb'];
    case 'only':
      return ['network'];
    case undefined:
      return ['usb'];
  }
}
