import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';

/** Listens in every way that Node knows, and says where it does. */
const program = `
const net = require('node:net');
const http = require('node:http');
const { rmSync } = require('node:fs');
const ways = {
  port: (server, done) => server.listen(0, done),
  text: (server, done) => server.listen('0', done),
  backlog: (server, done) => server.listen(0, 5, done),
  nothing: (server, done) => { server.once('listening', done); server.listen(); },
  callback: (server, done) => server.listen(done),
  unnamed: (server, done) => server.listen(0, undefined, done),
  empty: (server, done) => server.listen(0, '', done),
  four: (server, done) => server.listen(0, '0.0.0.0', done),
  six: (server, done) => server.listen(0, '::', 5, done),
  named: (server, done) => server.listen(0, '127.0.0.2', done),
  options: (server, done) => server.listen({ port: 0 }, done),
  optionsFour: (server, done) => server.listen({ port: 0, host: '0.0.0.0' }, done),
  optionsNamed: (server, done) => server.listen({ port: 0, host: '127.0.0.2' }, done),
  path: (server, done) => server.listen('socket', done),
  optionsPath: (server, done) => server.listen({ path: 'other' }, done),
};
const makers = { net: () => net.createServer(), http: () => http.createServer() };
(async () => {
  const found = {};
  for (const [kind, make] of Object.entries(makers)) {
    for (const [name, listen] of Object.entries(ways)) {
      const server = make();
      await new Promise((resolve, reject) => { server.once('error', reject); listen(server, resolve); });
      const at = server.address();
      found[kind + ' ' + name] = typeof at === 'string' ? at : at.address;
      await new Promise((resolve) => server.close(resolve));
    }
  }
  console.log(JSON.stringify(found));
})();
`;

describe('what listens in a process of the loopback alone', () => {
  const folder = temporaryFolder();

  it('is reached from this host alone, however it was told to listen', async function () {
    if (process.platform !== 'linux') this.skip();
    writeFileSync(join(folder.path, 'program.cjs'), program);
    const alone = new URL('loopback-only.mjs', import.meta.url).href;
    const { stdout } = await execa(process.execPath, ['--import', alone, 'program.cjs'], { cwd: folder.path });
    const found = JSON.parse(stdout) as Record<string, string>;
    expect(Object.keys(found)).to.have.length(30);
    for (const [way, address] of Object.entries(found)) {
      if (/ named| optionsNamed/.test(way)) expect(address, way).to.equal('127.0.0.2');
      else if (/path/i.test(way)) expect(address, way).to.be.oneOf(['socket', 'other']);
      else expect(address, way).to.equal('127.0.0.1');
    }
  });
});
