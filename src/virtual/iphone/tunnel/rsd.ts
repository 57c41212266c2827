import type { Identity } from '../identity.js';
import type { Connection } from '../wire/connection.js';
import {
  dataFrames,
  frameTypes,
  headersFrame,
  preface,
  readFrame,
  settingsAck,
  settingsFrame,
  windowUpdateFrame,
} from '../wire/http2-frames.js';
import { decodeMessage, encodeMessage, messageBytes } from '../wire/xpc.js';
import type { XpcDictionary, XpcMessage } from '../wire/xpc.js';

/** The two streams of a connection: what a client asks, and what a phone says unasked. */
const rootStream = 1;
const replyStream = 3;

const flags = {
  always: 0x1,
  dataPresent: 0x100,
  rootOpened: 0x201,
  replyOpened: 0x400001,
  opensReply: 0x400000,
} as const;

const settings = { maxConcurrentStreams: 3, initialWindowSize: 4 } as const;

/** A client has little to say: its own handshake has a few kilobytes. */
const largestMessageBytes = 1 << 20;

/** The services of a phone by their names, and the ports that they have in its tunnel. */
export type Catalogue = ReadonlyMap<string, number>;

/**
 * Serves Remote Service Discovery until the client hangs up: the phone says who it is and what services it has, unasked, once
 * the client has opened the root stream. Order and flags: what appium-ios-remotexpc 5.20.3, pymobiledevice3 11.45.0 and
 * go-ios 1.2.0 accept. Throws an Error for what is no RemoteXPC.
 */
export async function serveRsd(connection: Connection, handshake: XpcDictionary): Promise<void> {
  if ((await connection.read(preface.length))?.equals(preface) !== true) return;
  connection.write(settingsFrame({ [settings.maxConcurrentStreams]: 100, [settings.initialWindowSize]: 1_048_576 }));
  connection.write(windowUpdateFrame(983_041));
  const opened = new Set<number>();
  const say = (stream: number, message: XpcMessage): void => {
    if (!opened.has(stream)) connection.write(headersFrame(stream));
    opened.add(stream);
    connection.write(dataFrames(stream, encodeMessage(message)));
  };
  const streams = new Map<number, Buffer>();
  let hasIntroduced = false;
  for (let frame = await readFrame(connection); frame !== undefined; frame = await readFrame(connection)) {
    const { type, stream, payload } = frame;
    if (type === frameTypes.settings && !frame.isAck) connection.write(settingsAck);
    if (type !== frameTypes.data) continue;
    const { messages, rest } = messagesIn(Buffer.concat([streams.get(stream) ?? Buffer.alloc(0), payload]));
    streams.set(stream, rest);
    for (const message of messages) {
      const answer = answerTo(stream, message);
      if (answer !== undefined) say(stream, answer);
      if (stream !== rootStream || message.flags !== flags.rootOpened || hasIntroduced) continue;
      hasIntroduced = true;
      say(rootStream, { flags: flags.always | flags.dataPresent, id: 1n, body: handshake });
    }
  }
}

/** What opens a stream is said back; undefined for what needs no answer, such as the client's own handshake. */
function answerTo(stream: number, message: XpcMessage): XpcMessage | undefined {
  if (stream === replyStream && (message.flags & flags.opensReply) !== 0) return { flags: flags.replyOpened, id: 0n };
  if (stream !== rootStream) return undefined;
  if (message.flags === flags.rootOpened) return { flags: flags.rootOpened, id: 0n };
  const isEmpty = message.body !== undefined && Object.keys(message.body).length === 0;
  return isEmpty ? { flags: flags.always, id: 0n, body: {} } : undefined;
}

/** The whole messages of a stream, and what came of the next one. */
function messagesIn(bytes: Buffer): { readonly messages: readonly XpcMessage[]; readonly rest: Buffer } {
  const messages: XpcMessage[] = [];
  let rest = bytes;
  for (let length = messageBytes(rest); length !== undefined; length = messageBytes(rest)) {
    if (length > largestMessageBytes) throw new Error('a message of RemoteXPC is too long');
    if (rest.length < length) break;
    messages.push(decodeMessage(rest.subarray(0, length)));
    rest = rest.subarray(length);
  }
  return { messages, rest };
}

/** What a phone introduces itself with. A port is a string, since go-ios takes no number. */
export function handshakeOf(identity: Identity, catalogue: Catalogue, uuid: XpcDictionary[string]): XpcDictionary {
  return {
    MessageType: 'Handshake',
    MessagingProtocolVersion: 3n,
    Properties: {
      BoardId: 12,
      BuildVersion: identity.osBuild,
      CPUArchitecture: 'arm64e',
      ChipID: 0x8130,
      DeviceClass: 'iPhone',
      DeviceName: identity.name,
      HWModel: 'D99AP',
      HardwareModel: 'D99AP',
      HumanReadableProductVersionString: identity.osVersion,
      OSVersion: identity.osVersion,
      ProductName: 'iPhone OS',
      ProductType: identity.productType,
      RemoteXPCVersionFlags: 0x100000000000006n,
      SerialNumber: `VIRTUAL${identity.udid.slice(-4)}`,
      UniqueChipID: 0x9999,
      UniqueDeviceID: identity.udid,
    },
    Services: Object.fromEntries(
      [...catalogue].map(([name, port]) => [
        name,
        {
          Entitlement: 'com.apple.mobile.lockdown.remote.trusted',
          Port: String(port),
          Properties: { ServiceVersion: 1 },
        },
      ]),
    ),
    UUID: uuid ?? null,
  };
}
