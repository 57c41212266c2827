import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import getPort from 'get-port';
import { before, describe, it } from 'mocha';
import { whyNoTunnelLibrary } from '../../src/phone/tunnel-library.js';
import { projectRoot } from '../../src/project.js';
import { hasAddresses } from '../../src/virtual/iphone/tunnel/phone-tunnel.js';
import { Command } from '../rig/command.js';
import { requireOrSkip } from '../rig/requirements.js';
import { start } from '../rig/rezbench.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { bundleId, writeSmallIpa } from '../small-app.js';

/** As `rezbench virtual --capabilities` prints it. */
interface Printed {
  readonly server_env: Readonly<Record<string, string>>;
  readonly phones: readonly {
    readonly name: string;
    readonly transport: string;
    readonly capabilities: Readonly<Record<string, unknown>>;
  }[];
}

/*
 * Somebody else's client: an Appium that is started by hand, and WebDriver's own words over HTTP. Nothing of rezbench takes part
 * beyond what the command prints.
 */
(hasAddresses ? describe : describe.skip)(
  'an Appium client that has only what `virtual --capabilities` prints',
  function () {
    this.timeout(180_000);
    const folder = temporaryFolder().path;
    const ipa = join(folder, 'Small.ipa');
    let printed: Printed;
    let server: string;

    before(async function () {
      requireOrSkip(this, "the driver's library for tunnels (docs/install.md)", whyNoTunnelLibrary() === undefined);
      writeSmallIpa(ipa, { version: '42' });
      const fleet = join(folder, 'fleet.yaml');
      const phones = [
        { name: 'old', model: 'iPhone X', ios: '16.7' },
        { name: 'new', model: 'iPhone 17', ios: '27.0' },
      ];
      writeFileSync(fleet, JSON.stringify({ phones }));
      const [line] = await start(['virtual', '--fleet', fleet, '--capabilities']).line(/^\{.*\}$/);
      printed = JSON.parse(line) as Printed;
      const port = String(await getPort());
      const appium = new Command('npx', ['appium', 'server', '--address', '127.0.0.1', '--port', port], {
        env: { APPIUM_HOME: projectRoot, ...printed.server_env },
      });
      await appium.line(/listener started on http/);
      server = `http://127.0.0.1:${port}`;
    });

    /** Sends a command of WebDriver and gives the value of its answer. Rejects with what the server says when it refuses. */
    async function send(method: string, path: string, body?: object): Promise<unknown> {
      const answer = await fetch(`${server}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const { value } = (await answer.json()) as { readonly value: unknown };
      if (!answer.ok) throw new Error(JSON.stringify(value));
      return value;
    }

    it('is told of both phones, one on either way', () => {
      expect(printed.phones.map(({ name, transport }) => [name, transport])).to.deep.equal([
        ['old', 'usbmux'],
        ['new', 'tunnel'],
      ]);
      expect(printed.phones[0]?.capabilities).to.have.property('appium:webDriverAgentUrl');
      expect(printed.phones[1]?.capabilities).to.include({ 'appium:usePreinstalledWDA': true });
      for (const key of printed.phones.flatMap(({ capabilities }) => Object.keys(capabilities)))
        expect(key).to.match(/^(platformName$|appium:)/);
    });

    for (const [index, name] of ['old', 'new'].entries()) {
      it(`opens a session with the ${name} one, and works in it`, async () => {
        const alwaysMatch = printed.phones[index]?.capabilities ?? {};
        const { sessionId } = (await send('POST', '/session', { capabilities: { alwaysMatch } })) as {
          readonly sessionId: string;
        };
        const session = `/session/${sessionId}`;
        const ask = (script: string, argument: object): Promise<unknown> =>
          send('POST', `${session}/execute/sync`, { script: `mobile: ${script}`, args: [argument] });
        try {
          await ask('installApp', { app: ipa });
          const data = randomBytes(100_000).toString('base64');
          const remotePath = `@${bundleId}:documents/a.bin`;
          await ask('pushFile', { remotePath, payload: data });
          expect(await ask('pullFile', { remotePath })).to.equal(data);
          await ask('launchApp', { bundleId });
          expect(await ask('queryAppState', { bundleId })).to.equal(4);
          expect(await ask('terminateApp', { bundleId })).to.equal(true);
        } finally {
          await send('DELETE', session);
        }
      });
    }
  },
);
