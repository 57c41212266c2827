import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../../test/rig/temporary-folder.js';
import { identityOf } from '../identity.js';
import { makeParts } from '../phone-parts.js';
import { Connection } from '../wire/connection.js';
import { serveAfc } from './afc.js';
import { afcErrors, cStrings, operations, readPacket, sendPacket, u64 } from './afc-wire.js';
import type { Packet } from './afc-wire.js';

const secret = 'nobody may read this';
const pieces = [
  ...[
    '..',
    '.',
    '',
    'Documents',
    'Documents2',
    'Library',
    'out',
    'inner',
    'file-link',
    'dangling',
    'up',
    'a.txt',
    'new',
  ],
  ...['outside', 'secret.txt', '..\\..', '%2e%2e', '...', '~', 'C:', ' ', '-rf', 'ä', '\u202e'],
];
const paths = fc
  .tuple(fc.constantFrom('', '/', '//', '/../', 'Documents/'), fc.array(fc.constantFrom(...pieces), { maxLength: 6 }))
  .map(([start, parts]) => start + parts.join('/'));

describe('the file service of a virtual iPhone', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let server: Server;
  let only: string | undefined;

  const at = (...path: string[]): string => join(folder.path, ...path);
  const socketPath = (): string => at('afc.sock');

  before(async () => {
    const parts = makeParts(() => identityOf(1), at('phone'));
    server = createServer((socket) => {
      void serveAfc(new Connection(socket), parts, at('root'), only);
    });
    await new Promise<void>((resolve) => {
      server.listen(socketPath(), resolve);
    });
  });
  after(() => {
    server.close();
  });

  /** A container with links out of it, as an app could leave them, beside what is nobody's business. */
  function layOut(): void {
    for (const name of ['root', 'outside']) rmSync(at(name), { recursive: true, force: true });
    for (const name of ['outside', 'root/Documents/inner', 'root/Documents2', 'root/Library']) {
      mkdirSync(at(name), { recursive: true });
    }
    for (const name of ['outside', 'root/Library', 'root/Documents2']) writeFileSync(at(name, 'secret.txt'), secret);
    writeFileSync(at('root/Documents/a.txt'), 'known');
    const links = {
      out: '../../outside',
      up: '..',
      'file-link': '../../outside/secret.txt',
      dangling: '../../outside/x',
    };
    for (const [name, target] of Object.entries(links)) symlinkSync(target, at('root/Documents', name));
  }

  /** What lies where the client must not come, by path. */
  function forbidden(): Record<string, string> {
    const tops = only === undefined ? ['outside'] : ['outside', 'root/Library', 'root/Documents2'];
    return Object.fromEntries(
      tops.flatMap((top) =>
        readdirSync(at(top)).map((name) => [`${top}/${name}`, readFileSync(at(top, name), 'utf8')]),
      ),
    );
  }

  /** Asks on a connection of its own; undefined when the service hung up. */
  async function ask(requests: readonly Omit<Packet, 'number'>[]): Promise<(Packet | undefined)[]> {
    const client = new Connection(connect(socketPath()));
    const answers: (Packet | undefined)[] = [];
    for (const asked of requests) {
      sendPacket(client, { ...asked, number: 1n });
      answers.push(await readPacket(client));
    }
    client.socket.destroy();
    return answers;
  }

  const none = Buffer.alloc(0);
  const onPath = (operation: number, ...strings: readonly string[]) => ({
    operation,
    header: cStrings(strings),
    data: none,
  });
  const opened = (path: string, mode: number) => ({
    operation: operations.fileOpen,
    header: Buffer.concat([u64(mode), cStrings([path])]),
    data: none,
  });
  /** What may be done with a path, with the file that it opens for as long as it is open. */
  const acts: Readonly<Record<string, (path: string, other: string) => readonly Omit<Packet, 'number'>[]>> = {
    list: (path) => [onPath(operations.readDir, path)],
    info: (path) => [onPath(operations.getFileInfo, path)],
    remove: (path) => [onPath(operations.removePath, path)],
    removeAll: (path) => [onPath(operations.removePathAndContents, path)],
    make: (path) => [onPath(operations.makeDir, path)],
    rename: (path, other) => [onPath(operations.renamePath, path, other)],
    read: (path) => [
      opened(path, 1),
      { operation: operations.fileRead, header: Buffer.concat([u64(1), u64(99)]), data: none },
    ],
    ...Object.fromEntries(
      [2, 3, 4, 5, 6].map((mode) => [
        `write${String(mode)}`,
        (path: string) => [
          opened(path, mode),
          { operation: operations.fileWrite, header: u64(1), data: Buffer.from('written') },
          { operation: operations.fileSetSize, header: Buffer.concat([u64(1), u64(0)]), data: none },
        ],
      ]),
    ),
  };

  for (const shown of [undefined, 'Documents']) {
    it(`keeps a client within ${shown ?? 'the container'}, whatever path it asks for`, async () => {
      only = shown;
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...Object.keys(acts)), paths, paths, async (act, path, other) => {
          layOut();
          const before = forbidden();
          const answers = await ask(acts[act]?.(path, other) ?? []);
          expect(forbidden()).to.deep.equal(before);
          const told = answers.map((answer) => answer?.data.toString('latin1') ?? '').join('\n');
          expect(told.includes(secret) && shown !== undefined, `${act} ${path}`).to.equal(false);
          if (act === 'list' && told.includes('secret.txt')) expect(shown).to.equal(undefined);
        }),
        { numRuns: 200 },
      );
    });
  }

  it('gives what lies in the container, and is asked by another name of it', async () => {
    only = 'Documents';
    layOut();
    for (const path of [
      'Documents/a.txt',
      '/Documents/inner/../a.txt',
      '//Documents//./a.txt',
      '/x/../Documents/a.txt',
    ]) {
      const [, read] = await ask(acts['read']?.(path, '') ?? []);
      expect(read?.data.toString(), path).to.equal('known');
    }
  });

  it('opens no link, not even to a place inside, and removes one without what it leads to', async () => {
    only = undefined;
    layOut();
    for (const link of ['file-link', 'dangling', 'out/secret.txt']) {
      const [answer] = await ask([opened(`/Documents/${link}`, 3)]);
      expect(answer?.header.readBigUInt64LE(0), link).to.equal(BigInt(afcErrors.permissionDenied));
    }
    await ask([onPath(operations.removePathAndContents, '/Documents/out')]);
    expect(readFileSync(at('outside/secret.txt'), 'utf8')).to.equal(secret);
    expect(readdirSync(at('root/Documents'))).not.to.include('out');
  });

  it('seeks as lseek does, and refuses a place before the beginning or beyond any file', async () => {
    only = undefined;
    layOut();
    const size = 5n;
    const i64 = (value: bigint): Buffer => u64(BigInt.asUintN(64, value));
    const offsets = fc.oneof(fc.bigInt({ min: -9n, max: 9n }), fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }));
    await fc.assert(
      fc.asyncProperty(fc.nat(4), offsets, async (whence, offset) => {
        const start = 2n;
        const to = (base: number, by: bigint) => ({
          operation: operations.fileSeek,
          header: Buffer.concat([u64(1), u64(base), i64(by)]),
          data: none,
        });
        const tell = { operation: operations.fileTell, header: u64(1), data: none };
        const asked = [opened('/Documents/a.txt', 1), to(0, start), to(whence, offset), tell];
        const [, , sought, told] = await ask(asked);
        const reached = ([0n, start, size][whence] ?? -1n << 64n) + offset;
        const exists = reached >= 0n && reached <= BigInt(Number.MAX_SAFE_INTEGER);
        expect(sought?.header.readBigUInt64LE(0)).to.equal(BigInt(exists ? 0 : afcErrors.invalidArgument));
        expect(told?.header.readBigUInt64LE(0)).to.equal(exists ? reached : start);
      }),
      { numRuns: 200 },
    );
  });

  it('hangs up on lengths that no packet has', async () => {
    only = undefined;
    layOut();
    for (const [total, withHeader] of [
      [39n, 39n],
      [40n, 80n],
      [1n << 62n, 40n],
      [(1n << 64n) - 1n, (1n << 64n) - 1n],
    ] as const) {
      const client = new Connection(connect(socketPath()));
      const fixed = Buffer.alloc(40);
      fixed.write('CFA6LPAA', 'latin1');
      fixed.writeBigUInt64LE(total, 8);
      fixed.writeBigUInt64LE(withHeader, 16);
      fixed.writeBigUInt64LE(BigInt(operations.readDir), 32);
      client.write(fixed);
      expect(await client.read(1)).to.equal(undefined);
    }
  });
});
