import { z } from 'zod';
import type { Phone } from '../phone.js';
import { refusalOf } from '../wda/refusals.js';
import type { Connection } from '../wire/connection.js';
import { dtxTypes, DtxReader, encodeDtx } from '../wire/dtx.js';
import type { DtxMessage } from '../wire/dtx.js';
import { ArchivedError } from '../wire/keyed-archive.js';
import type { Archived } from '../wire/keyed-archive.js';
import type { Service } from './service.js';

const processControl = 'com.apple.instruments.server.services.processcontrol';
const deviceInfo = 'com.apple.instruments.server.services.deviceinfo';

const launchArguments = z.tuple([
  // The path of a program, which nobody gives beside a bundle id.
  z.string(),
  z.string(),
  z.record(z.string(), z.string()),
  z.array(z.string()),
  z.looseObject({ KillExisting: z.union([z.boolean(), z.number()]).optional() }),
]);
const bundleIdArgument = z.tuple([z.string()]);
const pidArgument = z.tuple([z.number()]);
const signalArguments = z.tuple([z.number(), z.number()]);

/** Processes of the phone, by the service of Instruments that starts and ends them. */
export const dtServiceHub: Service = {
  name: 'com.apple.instruments.dtservicehub',
  async serve(connection, phone) {
    const reader = new DtxReader(connection);
    for (let message = await reader.next(); message !== undefined; message = await reader.next()) {
      await answer(connection, phone, message);
    }
    connection.end();
  },
};

async function answer(connection: Connection, phone: Phone, message: DtxMessage): Promise<void> {
  const { id, channel } = message;
  const selector = selectorOf(message);
  phone.log.add('dtx', selector);
  if (selector === '_notifyOfPublishedCapabilities:') {
    // A client waits for the phone's own.
    const capabilities = { [processControl]: 1, [deviceInfo]: 1 };
    const announcement = { id: 1, channel: 0, conversation: 0, type: dtxTypes.invocation } as const;
    connection.write(encodeDtx({ ...announcement, payload: selector, arguments: [capabilities] }));
    return;
  }
  const value = await carryOut(phone, selector, message.arguments);
  if (!message.wantsReply) return;
  const reply = { id, channel, conversation: 1 } as const;
  if (value === undefined) connection.write(encodeDtx({ ...reply, type: dtxTypes.done }));
  else {
    const type = value instanceof ArchivedError ? dtxTypes.error : dtxTypes.value;
    connection.write(encodeDtx({ ...reply, type, payload: value }));
  }
}

/** Of a message that invokes something; a client's reply to us has none. */
const selectorOf = ({ payload }: DtxMessage): string => (typeof payload === 'string' ? payload : '');

/** Undefined for what is done without a value. */
async function carryOut(phone: Phone, selector: string, given: readonly Archived[]): Promise<Archived | undefined> {
  switch (selector) {
    case '_requestChannelWithCode:identifier:':
    case '_channelCanceled:':
      return undefined;
    case 'processIdentifierForBundleIdentifier:':
      return phone.programs.pidOf(bundleIdArgument.parse(given)[0]) ?? 0;
    case 'launchSuspendedProcessWithDevicePath:bundleIdentifier:environment:arguments:options:':
      return launch(phone, launchArguments.parse(given));
    case 'killPid:':
      await phone.programs.kill(pidArgument.parse(given)[0]);
      return undefined;
    case 'sendSignal:toPid:':
      // Whatever the signal: the apps here end by each that is sent to end them.
      await phone.programs.kill(signalArguments.parse(given)[1]);
      return undefined;
    case 'runningProcesses':
      return phone.programs.running();
    default:
      return new ArchivedError('DTXMessage', 1, `Unable to invoke ${selector}: nothing here responds to it`);
  }
}

async function launch(
  phone: Phone,
  [, bundleId, environment, args, { KillExisting }]: z.infer<typeof launchArguments>,
): Promise<Archived> {
  const refusal = refusalOf(phone, bundleId);
  if (refusal !== undefined) return new ArchivedError('FBSOpenApplicationServiceErrorDomain', 1, refusal.message);
  if (KillExisting) await phone.programs.end(bundleId);
  return phone.programs.launch(bundleId, args, environment);
}
