import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Phone } from './phone.js';
import { services } from './services/index.js';
import type { Service } from './services/service.js';
import type { Connection } from './wire/connection.js';
import type { Dictionary, Value } from './wire/plist.js';

/** The port lockdownd has on every iPhone. */
export const lockdownPort = 62078;

const request = z.looseObject({ Request: z.string() });
const getValue = z.looseObject({ Domain: z.string().optional(), Key: z.string().optional() });
const startSession = z.looseObject({ HostID: z.string() });
const startService = z.looseObject({ Service: z.string() });
const logged = z.looseObject({
  Request: z.string(),
  Service: z.string().optional(),
  Domain: z.string().optional(),
  Key: z.string().optional(),
});
const pair = z.looseObject({ PairRecord: z.looseObject({ HostID: z.string() }) });

/** Opens a port for one connection to a service and returns its number. */
export type OpenPort = (service: Service) => number;

/**
 * Serves lockdown: values, pairing, sessions and the start of services. A session moves to TLS at once, and services
 * ask for TLS as well. Protocol: libimobiledevice's lockdown.h.
 */
export const serveLockdown = (plain: Connection, phone: Phone, openPort: OpenPort): Promise<void> =>
  serve(plain, phone, { openPort, inSession: false });

/**
 * Serves lockdown behind a tunnel, to a host that has checked in: all values without a session, and no services, which have
 * ports of their own there.
 */
export const serveRemoteLockdown = (connection: Connection, phone: Phone): Promise<void> =>
  serve(connection, phone, { inSession: true });

async function serve(
  plain: Connection,
  phone: Phone,
  at: { readonly openPort?: OpenPort; readonly inSession: boolean },
): Promise<void> {
  const hostIds = new Set([phone.pairing.hostId]);
  let connection = plain;
  let { inSession } = at;
  for (let message = await connection.readPlist(); message !== undefined; message = await connection.readPlist()) {
    const { data } = request.safeParse(message);
    if (data === undefined) return;
    const { Request } = data;
    phone.log.add('lockdown', describe(message));
    const answer = (more: Dictionary): void => {
      connection.sendPlist({ Request, ...more });
    };
    switch (Request) {
      case 'QueryType':
        answer({ Type: 'com.apple.mobile.lockdown' });
        break;
      case 'GetValue':
        answer(lookUp(phone, inSession, getValue.parse(message)));
        break;
      case 'SetValue':
        // The phone's identity cannot change; a refusal is better than a success without an effect.
        answer({ Error: 'SetProhibited' });
        break;
      case 'ValidatePair':
        answer(phone.trust.isLost ? { Error: 'InvalidHostID' } : {});
        break;
      case 'Unpair':
        answer({});
        break;
      case 'Pair':
        hostIds.add(pair.parse(message).PairRecord.HostID);
        answer({ EscrowBag: Buffer.alloc(32) });
        break;
      case 'StartSession':
        if (phone.screen.awaitsFirstUnlock) {
          // Until then the phone cannot read its own pair records.
          answer({ Error: 'PasswordProtected' });
          break;
        }
        if (!phone.state.trusts || phone.trust.isLost || !hostIds.has(startSession.parse(message).HostID)) {
          answer({ Error: 'InvalidHostID' });
          break;
        }
        answer({ SessionID: randomUUID().toUpperCase(), EnableSessionSSL: true });
        await connection.sent();
        connection = connection.secure(phone.pairing.device);
        inSession = true;
        break;
      case 'StopSession':
        answer({});
        inSession = false;
        break;
      case 'StartService': {
        const name = startService.parse(message).Service;
        const service = services.find((known) => known.name === name);
        if (!inSession || service === undefined || at.openPort === undefined) {
          answer({ Error: inSession ? 'InvalidService' : 'SessionInactive' });
          break;
        }
        answer({ Service: name, Port: at.openPort(service), EnableServiceSSL: true });
        break;
      }
      case 'Goodbye':
        answer({});
        connection.end();
        return;
      default:
        answer({ Error: 'InvalidRequest' });
    }
  }
}

/** Such as `StartService com.apple.afc`. */
function describe(message: unknown): string {
  const { Request, Service: service, Domain, Key } = logged.parse(message);
  return [Request, service, Domain, Key].filter((word) => word !== undefined).join(' ');
}

function lookUp(phone: Phone, inSession: boolean, { Domain, Key }: z.infer<typeof getValue>): Dictionary {
  const all = valuesOf(phone, inSession, Domain);
  const value: Value | undefined = Key === undefined ? all : all[Key];
  if (value === undefined) return { Error: 'MissingValue' };
  return { ...(Domain !== undefined && { Domain }), ...(Key !== undefined && { Key }), Value: value };
}

const impossiblePercent = 0xffff;

/** A host sees few values before it opens a session. */
function valuesOf(
  { identity, pairing, state, screen, battery, clock, disk }: Phone,
  inSession: boolean,
  domain: string | undefined,
): Dictionary {
  switch (domain) {
    case undefined:
      break;
    case 'com.apple.mobile.battery':
      if (battery.trouble === 'silent') return {};
      return {
        BatteryCurrentCapacity: battery.trouble === 'nonsense' ? impossiblePercent : battery.percent,
        BatteryIsCharging: true,
        ExternalChargeCapable: true,
        ExternalConnected: true,
        FullyCharged: false,
        GasGaugeCapability: true,
        HasBattery: true,
      };
    case 'com.apple.disk_usage':
      return { TotalDiskCapacity: 128e9, AmountDataAvailable: disk.freeBytes };
    case 'com.apple.security.mac.amfi':
      return { DeveloperModeStatus: state.developerMode };
    default:
      return {};
  }
  const open = {
    BuildVersion: identity.osBuild,
    CPUArchitecture: 'arm64e',
    DeviceClass: 'iPhone',
    DeviceName: identity.name,
    DevicePublicKey: pairing.devicePublicKey,
    HardwareModel: 'D99AP',
    ProductName: 'iPhone OS',
    ProductType: identity.productType,
    ProductVersion: identity.osVersion,
    ProtocolVersion: '2',
    UniqueDeviceID: identity.udid,
    WiFiAddress: '02:00:00:00:00:01',
  };
  if (!inSession) return open;
  return {
    ...open,
    // What else iPhones are on record as answering (libimobiledevice, number 752); one without a modem lacks Baseband.
    ActivationState: 'Activated',
    ActivationStateAcknowledged: true,
    BasebandStatus: 'NoBBStatus',
    BoardId: 12,
    BrickState: false,
    ChipID: 0x8130,
    DeviceColor: '1',
    FirmwareVersion: 'iBoot-10151.122.1',
    HardwarePlatform: 't8130',
    // True while the screen is locked with a passcode (reported at libimobiledevice, number 1073).
    PasswordProtected: screen.isLocked,
    ProductionSOC: true,
    SerialNumber: `VIRTUAL${identity.udid.slice(-4)}`,
    TimeIntervalSince1970: clock.now().getTime() / 1000,
    TimeZone: 'Etc/UTC',
    TimeZoneOffsetFromUTC: 0,
    UniqueChipID: 0x9999,
  };
}
