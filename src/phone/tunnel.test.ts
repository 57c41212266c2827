import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { noteRegistryPort } from '../virtual/iphone/tunnel/registry-note.js';
import { examineTunnel, troubleIn, tunnelledPhones } from './tunnel.js';

(process.platform === 'linux' ? describe : describe.skip)('a tunnel registry that lies', () => {
  const folder = temporaryFolder().path;
  const former = process.env['XDG_DATA_HOME'];
  let server: Server;
  let says: { readonly status: number; readonly body: string };
  const asked: string[] = [];

  before(async () => {
    server = createServer(({ url = '' }, response) => {
      asked.push(url);
      response.writeHead(says.status, { 'Content-Type': 'application/json' }).end(says.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env['XDG_DATA_HOME'] = folder;
    noteRegistryPort(folder, (server.address() as AddressInfo).port);
  });
  after(() => {
    if (former === undefined) Reflect.deleteProperty(process.env, 'XDG_DATA_HOME');
    else process.env['XDG_DATA_HOME'] = former;
    server.close();
  });

  const clauseFor = async (status: number, body: unknown): Promise<string | undefined> => {
    says = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
    return troubleIn(await examineTunnel('A-1', 2000))?.clause;
  };
  const noAddress =
    'tunnel lost: it is registered, and nothing answers in it (what the registry says of it is no address)';

  for (const [what, status, body, clause] of [
    ['says no JSON', 200, '<html>', 'tunnel lost: the tunnel registry no longer answers'],
    ['names no port', 200, { address: '127.0.0.1' }, noAddress],
    ['names a port that is none', 200, { address: '127.0.0.1', rsdPort: 70_000 }, noAddress],
    ['names a port in words', 200, { address: '127.0.0.1', rsdPort: 'rsd' }, noAddress],
    ['says nothing', 200, 'null', noAddress],
    ['has an error of its own', 500, { error: 'oops' }, noAddress],
    ['forgets the phone', 404, { error: 'x' }, 'tunnel lost: the tunnel registry no longer lists the phone'],
  ] as const) {
    it(`and ${what} is found out`, async () => {
      expect(await clauseFor(status, body)).to.equal(clause);
    });
  }

  it('and names a port at which something else listens is found out', async () => {
    const other = createServer((request, response) => response.destroy());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    other.on('clientError', (_, socket) => socket.destroy());
    expect(await clauseFor(200, { address: '127.0.0.1', rsdPort: port })).to.match(
      /nothing answers in it \(it hung up\)$/,
    );
    other.close();
  });

  describe('and the one that answers there', () => {
    const udid = '00008120-000A11223344001E';
    const other = '00008120-000A11223344001F';
    /** What XPC makes of the phone's own UDID, within the rest of its introduction. */
    const introduction = (of: string): Buffer => {
      const head = Buffer.from('0000UniqueDeviceID\0\0', 'latin1');
      const [type, length] = [Buffer.alloc(4), Buffer.alloc(4)];
      type.writeUInt32LE(0x9000);
      length.writeUInt32LE(of.length + 1);
      return Buffer.concat([head, type, length, Buffer.from(`${of}\0\0\0`, 'latin1'), Buffer.alloc(40)]);
    };

    /** Greets a phone that says these pieces, one after another, and goes on listening. */
    const metBy = async (...pieces: readonly Buffer[]): Promise<string | undefined> => {
      const phone = createTcpServer((socket) => {
        socket.on('error', () => undefined);
        const [first, ...rest] = pieces;
        socket.write(first ?? '', () => {
          for (const piece of rest) setImmediate(() => socket.write(piece));
        });
      });
      await new Promise<void>((resolve) => phone.listen(0, '127.0.0.1', resolve));
      says = {
        status: 200,
        body: JSON.stringify({ address: '127.0.0.1', rsdPort: (phone.address() as AddressInfo).port }),
      };
      const clause = troubleIn(await examineTunnel(udid, 2000))?.clause;
      phone.close();
      return clause;
    };
    const whole = (of: string): Buffer => Buffer.concat([Buffer.from('settings'), introduction(of)]);

    it('is the phone, or another, by its own words, in however many pieces they come', async () => {
      const leads = `tunnel lost: the tunnel registry leads to another phone, ${other}`;
      expect(await metBy(whole(udid))).to.equal(undefined);
      expect(await metBy(whole(other))).to.equal(leads);
      const said = whole(other);
      for (const at of [9, 20, 34, 50]) expect(await metBy(said.subarray(0, at), said.subarray(at))).to.equal(leads);
    });

    it('is taken for the phone while it does not say, or says what no phone is called', async () => {
      expect(await metBy(Buffer.from('settings'))).to.equal(undefined);
      expect(await metBy(whole('another phone'))).to.equal(undefined);
      expect(await metBy(whole(other).subarray(0, 50))).to.equal(undefined);
    });
  });

  it('is asked of one phone alone, whatever else it lists', async () => {
    asked.length = 0;
    await clauseFor(404, {});
    expect(asked).to.deep.equal(['/remotexpc/tunnels/A-1']);
    says = { status: 200, body: JSON.stringify({ tunnels: { 'A-1': null, 'A-2': 7 } }) };
    expect(await tunnelledPhones()).to.deep.equal(['A-1', 'A-2']);
    says = { status: 200, body: '[]' };
    expect(await tunnelledPhones()).to.equal(undefined);
  });
});
