import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { requireOrSkip } from '../../test/rig/requirements.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { identityOf } from '../virtual/iphone/identity.js';
import { startVirtualIphones } from '../virtual/iphone/index.js';
import type { VirtualIphone, VirtualIphones } from '../virtual/iphone/index.js';
import { hasAddresses } from '../virtual/iphone/tunnel/phone-tunnel.js';
import { noteRegistryPort } from '../virtual/iphone/tunnel/registry-note.js';
import type { Target } from './target.js';
import { whyNoTunnelLibrary } from './tunnel-library.js';
import { whyNoSession } from './why-no-session.js';

(hasAddresses ? describe : describe.skip)('whether a session with a phone can begin', () => {
  const folder = temporaryFolder().path;
  const former = process.env['XDG_DATA_HOME'];
  let iphones: VirtualIphones;

  before(async function () {
    requireOrSkip(this, "the driver's library for tunnels (docs/install.md)", whyNoTunnelLibrary() === undefined);
    const identities = [{ ...identityOf(1, '26.1'), tunnelled: true }, identityOf(2, '16.7')];
    iphones = await startVirtualIphones({ count: 2, identities, system: () => ({}), faults: [] });
    process.env['XDG_DATA_HOME'] = folder;
  });
  after(async () => {
    if (former === undefined) Reflect.deleteProperty(process.env, 'XDG_DATA_HOME');
    else process.env['XDG_DATA_HOME'] = former;
    await (iphones as VirtualIphones | undefined)?.stop();
  });

  const phone = (index: number): VirtualIphone => iphones.phones[index] ?? expect.fail('no phone');
  const target = (index: number): Target => {
    const { identity, wdaUrl } = phone(index);
    const { udid, name, osVersion } = identity;
    return { udid, name, osVersion, ...(wdaUrl !== undefined && { wdaUrl }) };
  };
  const remedy = '; start the tunnels again: sudo npx appium driver run xcuitest tunnel-creation';

  it('depends on the WebDriverAgent where somebody else keeps that running', async () => {
    expect(await whyNoSession(target(1))).to.equal(undefined);
    phone(1).link.hangWda(3_600_000);
    expect(await whyNoSession(target(1))).to.match(/^its WebDriverAgent does not answer; start it again while/);
  });

  it('depends on the tunnel where the driver starts it through that', async () => {
    expect(await whyNoSession(target(0))).to.equal(`no tunnel registry answers${remedy}`);
    noteRegistryPort(folder, iphones.registryPort ?? 0);
    expect(await whyNoSession(target(0))).to.equal(undefined);
    phone(0).link.troubleTunnel({ kind: 'dead', durationMs: 3_600_000 });
    expect(await whyNoSession(target(0))).to.equal(`nothing answers in its tunnel (ECONNREFUSED)${remedy}`);
    phone(0).link.troubleTunnel({ kind: 'unlisted', durationMs: 3_600_000 });
    expect(await whyNoSession(target(0))).to.equal(`the tunnel registry does not list it${remedy}`);
  });
});
