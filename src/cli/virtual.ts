import { once } from 'node:events';
import { optionBounds } from '../bounds/bounds.js';
import { Problem } from '../problem.js';
import { virtualAppNames } from '../virtual/app/names.js';
import type { VirtualAppName } from '../virtual/app/names.js';
import type { IosVersion } from '../virtual/iphone/identity.js';
import type { Transport } from '../virtual/iphone/phone.js';
import { exitCodes } from '../problem.js';
import { clientSettings } from './client-settings.js';
import { faultOption, iosOption } from './options.js';
import { fleetPhones } from './virtual-phones.js';
import type { VirtualPhones } from './virtual-phones.js';
import { refuseUnwritableFile } from './writable.js';
import type { Command } from './command.js';

interface Args {
  count?: number | undefined;
  fleet?: string | undefined;
  night?: number | undefined;
  app?: VirtualAppName | undefined;
  ios?: IosVersion | undefined;
  'wda-port'?: number | undefined;
  fault: string[];
  locked: boolean;
  wifi?: 'beside' | 'only' | undefined;
  log?: string | undefined;
  capabilities: boolean;
}

/** `virtual`: emulated iPhones for any client, until interrupted. */
export const virtual = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .option('count', { type: 'number', defaultDescription: '1', describe: 'How many' })
      .option('fleet', { type: 'string', describe: 'Those of a fleet file (FLEET.yaml) instead' })
      .option('night', {
        type: 'number',
        describe: 'With a fleet file whose latency is modelled: which night it is',
        defaultDescription: "the file's",
      })
      .option('app', {
        choices: virtualAppNames,
        defaultDescription: 'twin',
        describe: 'What they can run: the TypeScript twin or, in a checkout, the Swift app (scripts/swift/build.sh)',
      })
      .option('ios', iosOption)
      .option('wda-port', { type: 'number', describe: "First phone's WebDriverAgent port (default: free ones)" })
      .option('fault', faultOption)
      .option('locked', { type: 'boolean', default: false, describe: 'They are locked with a passcode' })
      .option('wifi', {
        choices: ['beside', 'only'] as const,
        describe: 'They are listed over Wi-Fi, beside the cable or instead of it',
      })
      .option('capabilities', {
        type: 'boolean',
        default: false,
        describe: 'Print what an Appium server and any client of it need, as JSON in one line, instead of export',
      })
      .option('log', { type: 'string', describe: 'File that everything hosts ask of them is appended to' }),
  async handler({ app, ios, fault, 'wda-port': wdaPort, locked, wifi, log, capabilities, ...wanted }) {
    const { count, fleet } = await phonesOf({ ...wanted, ios, app });
    if (log !== undefined) refuseUnwritableFile('--log', log);
    if (wdaPort !== undefined) refusePortsBeyond(wdaPort, count);
    const [{ openVirtualLab }, { ready }] = await Promise.all([
      import('../virtual/lab.js'),
      import('../virtual/iphone/phone.js'),
    ]);
    const state = { ...ready, locked, transports: transportsOf(wifi) };
    const states = Array.from({ length: count }, () => state);
    const lab = await openVirtualLab({ count, fleet, app, ios, faults: fault, wdaPort, states, logFile: log });
    for (const { name, udid, wda } of lab.devices) {
      console.error(`${udid}  ${name}  ${wda?.url ?? 'through the tunnel; hosts start WebDriverAgent'}`);
    }
    console.log(capabilities ? JSON.stringify(await clientSettings(lab)) : exportLine(lab.settings));
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
    await lab.close();
    for (const sentence of lab.complaints()) {
      console.error(`rezbench: ${sentence}`);
      finish(exitCodes.missing);
    }
  },
});

/** A line that a shell can take: with it, `run` and wdio see these phones. */
const exportLine = (settings: Readonly<Record<string, string>>): string =>
  `export ${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}`;

/** So many, or those of a fleet file. Throws a Problem for a night or a number beside which there is none to be. */
async function phonesOf({
  count,
  fleet,
  night,
  ios,
  app,
}: Pick<Args, 'count' | 'fleet' | 'night' | 'ios' | 'app'>): Promise<VirtualPhones> {
  if (fleet === undefined) {
    if (night === undefined) return { count: count ?? 1 };
    throw new Problem(`--night ${String(night)}: give a fleet file with latency: modelled to --fleet`);
  }
  if (count === undefined) return fleetPhones(fleet, { ios, app, night });
  throw new Problem(`--count ${String(count)}: ${fleet} says how many phones there are; leave --count out`);
}

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
