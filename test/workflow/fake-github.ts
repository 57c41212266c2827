import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import forge from 'node-forge';

export interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly type: 'Bot' | 'User' };
}

/** The comments of one pull request, behind api.github.com as GitHub's own client reaches it through a proxy. */
export interface FakeGithub {
  readonly comments: Comment[];
  /** What clients asked: method and path. */
  readonly asked: string[];
  /** With it, `gh` comes here. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

const host = 'api.github.com';

/** Serves the comments of `pullRequest` (repository/issues/number). `folder` takes its certificate. */
export async function fakeGithub(folder: string, pullRequest: string): Promise<FakeGithub> {
  const comments: Comment[] = [];
  const asked: string[] = [];
  const { key, cert } = certificate();
  const api = createSecureServer({ key, cert }, (request, response) => {
    const { method = '', url = '' } = request;
    asked.push(`${method} ${url}`);
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (text += part));
    request.on('end', () => {
      const one = /\/comments\/(\d+)$/.exec(url)?.[1];
      const body = text === '' ? '' : (JSON.parse(text) as { body: string }).body;
      const [status, answer] = answerTo(`${method} ${one === undefined ? url : 'one'}`, Number(one), body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });

  function answerTo(what: string, id: number, body: string): [number, unknown] {
    switch (what.split('?')[0]) {
      case `GET /repos/${pullRequest}/comments`:
        return [200, comments];
      case `POST /repos/${pullRequest}/comments`:
        if (body === '' || body.length > 65_536) return [422, { message: 'Validation Failed' }];
        comments.push({ id: 100 + comments.length, body, user: { type: 'Bot' } });
        return [201, comments.at(-1)];
      case 'PATCH one': {
        const known = comments.find((comment) => comment.id === id);
        if (known === undefined) return [404, { message: 'Not Found' }];
        known.body = body;
        return [200, known];
      }
      default:
        return [404, { message: 'Not Found' }];
    }
  }

  const apiPort = await listen(api);
  const proxy = createServer();
  proxy.on('connect', (request, client) => {
    if (request.url !== `${host}:443`) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const there = connect(apiPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      there.pipe(client).pipe(there);
    });
    for (const socket of [there, client]) socket.on('error', () => socket.destroy());
  });
  const proxyPort = await listen(proxy);
  writeFileSync(join(folder, 'api.pem'), cert);
  return {
    comments,
    asked,
    env: {
      HTTPS_PROXY: `http://127.0.0.1:${String(proxyPort)}`,
      SSL_CERT_FILE: join(folder, 'api.pem'),
      GH_CONFIG_DIR: join(folder, 'gh'),
      GH_NO_UPDATE_NOTIFIER: '1',
    },
    close: async () => {
      for (const server of [proxy, api]) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function certificate(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair(2048);
  const cert = forge.pki.createCertificate();
  cert.publicKey = publicKey;
  cert.serialNumber = '01';
  cert.validity.notBefore = new Date(Date.now() - 3_600_000);
  cert.validity.notAfter = new Date(Date.now() + 86_400_000);
  const name = [{ name: 'commonName', value: host }];
  cert.setSubject(name);
  cert.setIssuer(name);
  cert.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
  ]);
  cert.sign(privateKey, forge.md.sha256.create());
  return { key: forge.pki.privateKeyToPem(privateKey), cert: forge.pki.certificateToPem(cert) };
}
