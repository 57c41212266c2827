import { generateKeyPairSync } from 'node:crypto';
import { request as ask } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import forge from 'node-forge';
import { afterTest } from './clean-up.js';

/** What stands before a server that speaks no TLS itself. */
export interface TlsProxy {
  /** Where it listens, such as 127.0.0.1:8443. */
  readonly host: string;
  /** Its own certificate, PEM, which nobody trusts who is not told to. */
  readonly certificate: string;
}

/** Passes every request on to a port of this host, until the test is over. */
export async function startTlsProxy(port: number): Promise<TlsProxy> {
  const { key, certificate } = issue('127.0.0.1');
  const server = createServer({ key, cert: certificate }, (request, response) => {
    const { method, url, headers } = request;
    const passed = ask({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.once('error', () => response.destroy());
    response.once('close', () => passed.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { host: `127.0.0.1:${String((server.address() as AddressInfo).port)}`, certificate };
}

/** A certificate for an address, which signs itself. */
function issue(ip: string): { readonly key: string; readonly certificate: string } {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  const subject = [{ name: 'commonName', value: 'a test' }];
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - 3600_000);
  certificate.validity.notAfter = new Date(Date.now() + 24 * 3600_000);
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    // An address rather than a name (RFC 5280, section 4.2.1.6).
    { name: 'subjectAltName', altNames: [{ type: 7, ip }] },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(pair.privateKey), forge.md.sha256.create());
  return { key: pair.privateKey, certificate: forge.pki.certificateToPem(certificate) };
}
