import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { log } from 'appium-ios-device/build/lib/logger.js';
import plist from 'plist';
import type { PlistObject } from 'plist';
import { usbmuxdBy } from '../../../../src/phone/discovery.js';
import { startCableFirst } from '../../../../src/phone/cable-first.js';
import { identityOf } from '../../../../src/virtual/iphone/identity.js';
import { serveLockdown } from '../../../../src/virtual/iphone/lockdown.js';
import { makePairing } from '../../../../src/virtual/iphone/pairing.js';
import type { Pairing } from '../../../../src/virtual/iphone/pairing.js';
import { makePhone } from '../../../../src/virtual/iphone/phone.js';
import type { Phone } from '../../../../src/virtual/iphone/phone.js';
import { serveAfc } from '../../../../src/virtual/iphone/services/afc.js';
import { operations } from '../../../../src/virtual/iphone/services/afc-wire.js';
import { dtServiceHub } from '../../../../src/virtual/iphone/services/dtservicehub.js';
import { services } from '../../../../src/virtual/iphone/services/index.js';
import { zipConduit } from '../../../../src/virtual/iphone/services/zip-conduit.js';
import { handshakeOf, serveRsd } from '../../../../src/virtual/iphone/tunnel/rsd.js';
import { Usbmuxd } from '../../../../src/virtual/iphone/usbmuxd.js';
import { dtxTypes, encodeDtx } from '../../../../src/virtual/iphone/wire/dtx.js';
import type { DtxAnswer } from '../../../../src/virtual/iphone/wire/dtx.js';
import { dataFrames, headersFrame, preface, settingsFrame } from '../../../../src/virtual/iphone/wire/http2-frames.js';
import { encodeMessage } from '../../../../src/virtual/iphone/wire/xpc.js';
import { isMeant } from '../parser.js';
import type { Parser, ParserMaker } from '../parser.js';
import { forgetfulLibrary } from './forgetful-library.js';
import { answeringSocket, exchangeWith, hungUp } from './memory-socket.js';
import { answering, exchange } from './unix-socket.js';

/** Without what takes time and changes nothing: the document type and the white space. */
const short = (body: PlistObject): string =>
  plist.build(body, { pretty: false }).replace(/^.*<plist version="1.0">/s, '<plist>');

/** A message of usbmuxd. */
function muxed(body: PlistObject, build = short): Buffer {
  const text = Buffer.from(build(body));
  const header = Buffer.alloc(16);
  [16 + text.length, 1, 8, 0].forEach((word, index) => header.writeUInt32LE(word, index * 4));
  return Buffer.concat([header, text]);
}

/** As every client writes it. */
const inFull = (body: PlistObject): string => plist.build(body);

/** A property list behind its length. */
function framed(body: PlistObject, build = short): Buffer {
  const text = Buffer.from(build(body));
  const header = Buffer.alloc(4);
  header.writeUInt32BE(text.length);
  return Buffer.concat([header, text]);
}

/** A message of AFC. */
function packet(operation: number, header: Buffer | string, data = ''): Buffer {
  const arguments_ = Buffer.from(header);
  const fixed = Buffer.alloc(40);
  fixed.write('CFA6LPAA', 'latin1');
  fixed.writeBigUInt64LE(BigInt(40 + arguments_.length + data.length), 8);
  fixed.writeBigUInt64LE(BigInt(40 + arguments_.length), 16);
  fixed.writeBigUInt64LE(BigInt(operation), 32);
  return Buffer.concat([fixed, arguments_, Buffer.from(data)]);
}

const words = (...values: readonly number[]): Buffer =>
  Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt(value));
      return bytes;
    }),
  );

/** Keys take seconds, and most parsers need none. */
let made: Pairing | undefined;
const pairing = (): Pairing => (made ??= makePairing());
/** It writes down what it is asked, so each serves for a while only. */
const requestsAPhone = 20_000;

/** A phone for each request, a new one after some. */
function phones(): { readonly next: () => Phone; readonly root: string; readonly close: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'fuzz-phone-'));
  let [phone, asked]: [Phone | undefined, number] = [undefined, 0];
  return {
    root,
    next() {
      if (phone === undefined || ++asked % requestsAPhone === 0) {
        phone?.link.close();
        phone = makePhone({
          identity: identityOf(1),
          pairing: pairing(),
          root,
          systemFor: () => ({}),
          faults: [],
          launchMs: 0,
        });
      }
      return phone;
    },
    close() {
      phone?.link.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Whatever a service throws ends the connection; a mistake in a program is none of it. */
function service(samples: readonly Buffer[], serve: (input: Buffer, phone: Phone) => Promise<void>): Parser {
  const { next, close } = phones();
  return { samples, read: (input) => serve(input, next()), expected: isMeant, close };
}

const served = (name: string, samples: readonly Buffer[]): Parser =>
  service(samples, async (input, phone) => {
    await services.find((known) => known.name === name)?.serve(hungUp(input), phone);
  });

const lockdown = (): readonly PlistObject[] => [
  { Request: 'QueryType' },
  { Request: 'GetValue', Domain: 'com.apple.mobile.battery', Key: 'BatteryCurrentCapacity' },
  { Request: 'GetValue' },
  { Request: 'Pair', PairRecord: { HostID: 'x' } },
  { Request: 'StartSession', HostID: 'nobody' },
  { Request: 'StartSession', HostID: pairing().hostId },
  { Request: 'StartService', Service: 'com.apple.afc' },
];
const afc = [
  packet(operations.makeDir, 'a\0'),
  packet(operations.fileOpen, Buffer.concat([words(3), Buffer.from('a/b\0')])),
  packet(operations.fileWrite, words(1), 'some data'),
  packet(operations.fileSeek, words(1, 0, 4)),
  packet(operations.fileTell, words(1)),
  packet(operations.fileRead, words(1, 100)),
  packet(operations.fileSetSize, words(1, 3)),
  packet(operations.fileClose, words(1)),
  packet(operations.getFileInfo, 'a/b\0'),
  packet(operations.renamePath, 'a/b\0a/c\0'),
  packet(operations.readDir, 'a\0'),
  packet(operations.removePath, 'a/c\0'),
  packet(operations.removePathAndContents, 'a\0'),
];
const attached = {
  DeviceID: 1,
  MessageType: 'Attached',
  Properties: { ConnectionType: 'USB', DeviceID: 1, SerialNumber: '00009999-0000000000000001' },
};
const listed = {
  DeviceList: [attached, { ...attached, Properties: { ...attached.Properties, ConnectionType: 'Network' } }],
};
const result = { MessageType: 'Result', Number: 0 };
const answers = [muxed(listed), muxed(result), muxed({ DeviceList: [attached] }, inFull)];

/** What a host says to service discovery, as appium-ios-remotexpc does. */
const discovery = [
  Buffer.concat([preface, settingsFrame({ 3: 100 }), headersFrame(1)]),
  dataFrames(1, encodeMessage({ flags: 1, id: 0n, body: {} })),
  dataFrames(1, encodeMessage({ flags: 0x201, id: 0n })),
  dataFrames(3, encodeMessage({ flags: 0x400001, id: 0n })),
  dataFrames(1, encodeMessage({ flags: 0x101, id: 1n, body: { a: [1, 2n, 'x', true, null, { b: 0.5 }] } })),
];

const invoked = (payload: string, ...given: NonNullable<DtxAnswer['arguments']>): Buffer =>
  encodeDtx({ id: 1, channel: 1, conversation: 0, type: dtxTypes.invocation, payload, arguments: given });
const instruments = [
  invoked('_notifyOfPublishedCapabilities:', { a: 1 }),
  invoked('_requestChannelWithCode:identifier:', 1, 'a'),
  invoked('processIdentifierForBundleIdentifier:', 'a'),
  invoked(
    'launchSuspendedProcessWithDevicePath:bundleIdentifier:environment:arguments:options:',
    ...['', 'a', { b: 'c' }, ['d'], { KillExisting: true }],
  ),
  invoked('killPid:', 5),
  invoked('runningProcesses'),
];

/** An entry of a zip archive that is stored. */
function stored(name: string, data: string): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50);
  header.writeUInt32LE(data.length, 18);
  header.writeUInt32LE(data.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name + data)]);
}
const streamed = Buffer.concat([
  framed({ MediaSubdir: 'PublicStaging/a.ipa' }),
  stored('META-INF/', ''),
  stored('Payload/a.app/a', 'program'),
  stored('Payload/a.app/Info.plist', short({ CFBundleIdentifier: 'a', CFBundleExecutable: 'a' })),
  Buffer.from([0x50, 0x4b, 1, 2]),
]);

/** Both ends of what a host and a phone say to each other. */
export const wireParsers: Readonly<Record<string, ParserMaker>> = {
  'usbmuxd, the virtual one': () => {
    const { next, close } = phones();
    const usbmuxd = new Usbmuxd([next()]);
    const asked = [
      { MessageType: 'ListDevices' },
      { MessageType: 'Listen' },
      { MessageType: 'ReadBUID' },
      { MessageType: 'ReadPairRecord', PairRecordID: '00009999-0000000000000001' },
      { MessageType: 'Connect', DeviceID: 1, PortNumber: 0x7ef2 },
    ];
    const connect = Buffer.concat([muxed(asked[4] ?? {}), framed({ Request: 'QueryType' })]);
    return {
      samples: [
        ...asked.map((body) => muxed(body)),
        connect,
        Buffer.concat(asked.slice(0, 4).map((body) => muxed(body, inFull))),
      ],
      read: (input) =>
        exchangeWith((socket) => {
          usbmuxd.take(socket);
        }, input),
      close,
    };
  },
  "usbmuxd's answers, to discovery": () => {
    let answer = Buffer.alloc(0);
    const host = usbmuxdBy(() => Promise.resolve(answeringSocket(answer)));
    log.level = 'silent';
    const resources = forgetfulLibrary();
    return {
      samples: answers,
      read(input) {
        answer = Buffer.from(input);
        return host.listed().finally(resources.forget);
      },
      // It rejects when usbmuxd gives no list, and whoever asks takes that for no answer.
      expected: (error) => error instanceof Error,
      close: resources.restore,
    };
  },
  "usbmuxd's answers, to the relay": async () => {
    const host = await answering();
    process.env['USBMUXD_SOCKET_ADDRESS'] = host.address;
    const relay = await startCableFirst();
    const ask = muxed({ MessageType: 'ListDevices' });
    return {
      samples: answers,
      read(input) {
        host.answer = input;
        return exchange(relay.address.replace('UNIX:', ''), ask);
      },
      async close() {
        await relay.close();
        host.close();
      },
    };
  },
  lockdown: () => {
    const asked = lockdown();
    const several = asked.slice(0, 4).map((body) => framed(body, inFull));
    return service([...asked.map((body) => framed(body)), Buffer.concat(several)], (input, phone) =>
      serveLockdown(hungUp(input), phone, () => 1),
    );
  },
  AFC: () =>
    service([...afc, Buffer.concat(afc)], (input, phone) => {
      // A request may have removed it.
      mkdirSync(phone.media, { recursive: true });
      return serveAfc(hungUp(input), phone, phone.media);
    }),
  installation_proxy: () =>
    served(
      'com.apple.mobile.installation_proxy',
      [
        { Command: 'Lookup', ClientOptions: { BundleIDs: ['a'], ReturnAttributes: ['CFBundleVersion'] } },
        { Command: 'Browse', ClientOptions: { ApplicationType: 'User' } },
        { Command: 'Install', PackagePath: '/PublicStaging/a.ipa' },
        { Command: 'Uninstall', ApplicationIdentifier: 'a' },
      ].map((body) => framed(body as PlistObject)),
    ),
  notification_proxy: () =>
    served(
      'com.apple.mobile.notification_proxy',
      [
        { Command: 'ObserveNotification', Name: 'a' },
        { Command: 'PostNotification', Name: 'a' },
        { Command: 'Shutdown' },
      ].map((body) => framed(body)),
    ),
  'service discovery': () =>
    service([...discovery, Buffer.concat(discovery)], (input, phone) =>
      serveRsd(hungUp(input), handshakeOf(phone.identity, new Map([['a', 1]]), null)),
    ),
  DTX: () =>
    service([...instruments, Buffer.concat(instruments)], (input, phone) => dtServiceHub.serve(hungUp(input), phone)),
  zip_conduit: () => service([streamed], (input, phone) => zipConduit.serve(hungUp(input), phone)),
  house_arrest: () => served('com.apple.mobile.house_arrest', [framed({ Command: 'VendDocuments', Identifier: 'a' })]),
};
