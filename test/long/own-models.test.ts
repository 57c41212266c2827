import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { writeSample } from '../models/sample.js';
import { projectRoot } from '../../src/project.js';
import { isOnLoopback, listenersOf, tellsListeners } from '../rig/listeners.js';
import type { Listener } from '../rig/listeners.js';
import { start } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import type { Ran } from '../rig/command.js';
import type { Row } from '../rig/run-folder.js';

/** A picture in, one twice as large out, by an operation that nobody knows. */
const unknownOperation = {
  description: {
    input: [{ name: 'x', type: { multiArray: { shape: [1, 3, 64, 64], dataType: 65568 } } }],
    output: [{ name: 'y', type: { multiArray: { shape: [1, 3, 128, 128], dataType: 65568 } } }],
  },
  functions: {
    main: {
      inputs: [{ name: 'x', shape: [1, 3, 64, 64] }],
      operations: [{ type: 'dream', inputs: { x: 'x' }, outputs: [{ name: 'y', shape: [1, 3, 128, 128] }] }],
      outputs: ['y'],
    },
  },
};

/** Functions need iOS 18, which states version 9; the virtual iPhone has 17. The version is the file's first field. */
function statingVersion(version: number, packagePath: string): void {
  const spec = join(packagePath, 'Data/com.apple.CoreML/model.mlmodel');
  const bytes = readFileSync(spec);
  bytes[1] = version;
  writeFileSync(spec, bytes);
}

/** Between two looks at what a run listens on. */
const lookMs = 1000;

/** Names that a disk takes, and that something on the way from it to a table could trip over. */
const names = {
  mine: 'my model (1), Fu\u0308ße 😀',
  sizes: '=HYPERLINK("x")|`b`<script>&amp;',
  functions: '-rf ..$(touch x)',
  newer: 'n'.repeat(240),
  dream: 'line\nbreak',
};
const cup = "@cup's %41 ünïcode" + 'x'.repeat(200);

describe("a folder of a user's own models and images, with no file edited", function () {
  this.timeout(600_000);
  const folder = temporaryFolder();
  const runs = join(folder.path, 'my runs; $(touch x)');
  const sockets: Listener[] = [];
  const loose: string[] = [];
  let ran: Ran;
  let rows: Row[];

  before('sweep it', async () => {
    const [models, images] = [join(folder.path, 'models'), join(folder.path, 'images')];
    mkdirSync(models);
    mkdirSync(images);
    const shipped = (name: string): string => join(projectRoot, 'models', `${name}.mlpackage`);
    cpSync(shipped('plain-x2-int8-64'), join(models, `${names.mine}.mlpackage`), { recursive: true });
    cpSync(shipped('swinir-s-x2-fp16-enum'), join(models, `${names.sizes}.mlpackage`), { recursive: true });
    const twoSizes = join(projectRoot, 'test/models/two-sizes.mlpackage');
    cpSync(twoSizes, join(models, `${names.newer}.mlpackage`), { recursive: true });
    cpSync(twoSizes, join(models, `${names.functions}.mlpackage`), { recursive: true });
    statingVersion(8, join(models, `${names.functions}.mlpackage`));
    writeSample(join(models, `${names.dream}.mlpackage`), unknownOperation);
    const middle = { left: 160, top: 80, width: 180, height: 120 };
    await sharp(join(projectRoot, 'images/coffee.png'))
      .extract(middle)
      .toFile(join(images, `${cup}.png`));
    const asked = ['--units', 'cpuOnly', '--size', '64x64', '128x128', '--virtual', '1'];
    const command = start(['run', '--models', models, '--images', images, '--out', runs, ...asked]);
    let isOver = false as boolean;
    const ended = command.ended.finally(() => (isOver = true));
    while (tellsListeners && !isOver) {
      look(await listenersOf(command.pid));
      await Promise.race([ended, sleep(lookMs)]);
    }
    ran = await ended;
    await command.stop();
    rows = rowsOf(join(onlyRun(runs), 'results.csv'));
  });

  /** Keeps what listens, and which sockets in the file system are not in a folder of the user's own. */
  function look(found: readonly Listener[]): void {
    for (const listener of found) {
      if (sockets.some(({ address, port }) => address === listener.address && port === listener.port)) continue;
      sockets.push(listener);
      if (listener.protocol !== 'unix') continue;
      const { mode } = statSync(dirname(listener.address));
      if ((mode & 0o077) !== 0) loose.push(`${listener.address} ${mode.toString(8)}`);
    }
  }

  const of = (variant: string): Row[] => rows.filter((row) => row['variant'] === variant && row['pace_hz'] === '');

  it('measures what can be measured', () => {
    expect(ran.exitCode, ran.stderr).to.equal(0);
    expect(of(names.mine).map(({ status, tiles, weight_dtype }) => [status, tiles, weight_dtype])).to.deep.equal([
      ['ok', '1', 'int8'],
      ['ok', '9', 'int8'],
    ]);
    for (const row of of(names.mine)) expect(Number(row['fidelity_db'])).to.be.greaterThan(55);
  });

  it('gives a package of several sizes each image whole', () => {
    expect(of(names.sizes).map(({ status, tiles }) => [status, tiles])).to.deep.equal([
      ['ok', '1'],
      ['ok', '1'],
    ]);
    expect(Number(of(names.sizes)[0]?.['psnr_y_db'])).to.be.within(25, 45);
  });

  it('gives a package of several functions what the one that suits it takes', () => {
    expect(of(names.functions).map(({ status, function: name, tiles }) => [status, name, tiles])).to.deep.equal([
      ['ok', 's48', '4'],
      ['ok', 's48', '25'],
    ]);
    for (const row of of(names.functions)) expect(Number(row['fidelity_db'])).to.be.greaterThan(55);
  });

  it('gives a phone no package that is newer than its iOS', () => {
    expect(of(names.newer).map(({ status, reason }) => [status, reason])).to.deep.equal([
      ['unsupported', 'needs iOS 18'],
      ['unsupported', 'needs iOS 18'],
    ]);
  });

  it('names the operation that it cannot run, and goes on', () => {
    expect(of(names.dream).map(({ status, reason }) => [status, reason])).to.deep.equal([
      ['unsupported', 'op dream'],
      ['unsupported', 'op dream'],
    ]);
  });

  it('listens where nobody but this host, or this user, can ask', function () {
    if (!tellsListeners) this.skip();
    const ports = sockets.filter(({ protocol }) => protocol !== 'unix');
    expect(ports.filter((listener) => !isOnLoopback(listener))).to.deep.equal([]);
    // Appium and the phone's WebDriverAgent, whose film of the screen is not forwarded.
    expect(new Set(ports.map(({ port }) => port))).to.have.property('size', 2);
    // The phones' usbmuxd, and the one before it that prefers the cable.
    expect(sockets.length - ports.length).to.be.at.least(2);
    expect(loose).to.deep.equal([]);
  });

  it('keeps every name whole in its tables, and files of the run within it', () => {
    expect(new Set(rows.map(({ variant }) => variant))).to.deep.equal(new Set(Object.values(names)));
    const run = onlyRun(runs);
    const files = readdirSync(run, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.jsonl') && /line|HYPERLINK/.test(file))).not.to.be.empty;
    expect(files.filter((file) => !/^[\w./+-]+$/.test(file))).to.deep.equal([]);
    expect(readdirSync(folder.path).sort()).to.deep.equal(['images', 'models', 'my runs; $(touch x)']);
  });
});
