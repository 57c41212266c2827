import { generateKeyPairSync, randomUUID } from 'node:crypto';
import forge from 'node-forge';
import { encodePlist } from './wire/plist.js';

/** What pairing leaves on both sides: the host's record, and the device's own key and certificate. */
export interface Pairing {
  readonly hostId: string;
  readonly systemBuid: string;
  /** The pair record as usbmuxd hands it out: an XML property list. */
  readonly record: Buffer;
  readonly device: { readonly key: string; readonly cert: string };
  /** PKCS #1, PEM: what lockdown gives a host that wants to pair. */
  readonly devicePublicKey: Buffer;
}

interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** A pairing as libimobiledevice makes it: a root that signs host and device, RSA-2048 throughout. */
export function makePairing(): Pairing {
  const root = issue('root');
  const host = issue('host', root);
  const device = issue('device', root);
  const hostId = randomUUID().toUpperCase();
  const systemBuid = randomUUID().toUpperCase();
  const record = encodePlist({
    DeviceCertificate: Buffer.from(device.cert),
    HostCertificate: Buffer.from(host.cert),
    HostPrivateKey: Buffer.from(host.key),
    RootCertificate: Buffer.from(root.cert),
    RootPrivateKey: Buffer.from(root.key),
    HostID: hostId,
    SystemBUID: systemBuid,
    WiFiMACAddress: '02:00:00:00:00:01',
    EscrowBag: Buffer.alloc(32),
  });
  const publicKey = forge.pki.setRsaPublicKey(
    forge.pki.privateKeyFromPem(device.key).n,
    forge.pki.privateKeyFromPem(device.key).e,
  );
  const devicePublicKey = Buffer.from(forge.pki.publicKeyToRSAPublicKeyPem(publicKey));
  return { hostId, systemBuid, record, device, devicePublicKey };
}

function issue(commonName: string, issuer?: Identity): Identity {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  const subject = [{ name: 'commonName', value: commonName }];
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - 24 * 3600_000);
  certificate.validity.notAfter = new Date(Date.now() + 3650 * 24 * 3600_000);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer ? forge.pki.certificateFromPem(issuer.cert).subject.attributes : subject);
  certificate.setExtensions([{ name: 'basicConstraints', cA: issuer === undefined }]);
  certificate.sign(forge.pki.privateKeyFromPem(issuer?.key ?? pair.privateKey), forge.md.sha256.create());
  return { key: pair.privateKey, cert: forge.pki.certificateToPem(certificate) };
}
