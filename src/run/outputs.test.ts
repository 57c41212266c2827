import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { beforeEach, describe, it } from 'mocha';
import { sha256Of } from '../../test/enlarging-run.js';
import { FakePhone } from '../../test/fake-phone.js';
import { planOf, writeRun } from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { ResultOf } from '../contract/events.js';
import { AppFiles } from '../phone/app-files.js';
import { CommandFailed, TransferFailed } from '../phone/command.js';
import { projectRoot } from '../project.js';
import { keepAsPng } from '../quality/outputs.js';
import { outputFile, rawOutputFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import { fetchOutput } from './outputs.js';

describe('the fetch of an output', () => {
  const pixels = Buffer.from(Array.from({ length: 4 * 4 * 3 }, (_, index) => index));
  const pieces = [pixels.subarray(0, 40), pixels.subarray(40)];
  const result: ResultOf<'quality'> = {
    event: 'result',
    tNs: 1,
    step: 0,
    do: 'quality',
    image: 'bird',
    width: 4,
    height: 4,
    sha256: sha256Of(pixels),
    parts: pieces.map(({ length }, index) => ({ path: `out/q/bird.${String(index)}`, bytes: length })),
    latencyNs: 5,
    tiles: 1,
  };
  let folder: RunFolder;
  beforeEach(() => {
    folder = writeRun(temporaryFolder().path, planOf([], []), []);
  });

  /** A phone that holds the output in two parts. */
  function phoneWithOutput(): FakePhone {
    const phone = new FakePhone();
    pieces.forEach((piece, index) => phone.files.set(`out/q/bird.${String(index)}`, piece));
    return phone;
  }

  const fetchFrom = (phone: FakePhone) => fetchOutput(new AppFiles(phone.documents), folder, result);
  const outputs = (): string[] => readdirSync(join(folder.path, 'outputs'));

  it('joins its parts, raw', async () => {
    expect(await fetchFrom(phoneWithOutput())).to.deep.equal({ status: 'ok' });
    expect(readFileSync(rawOutputFile(folder, result.sha256))).to.deep.equal(pixels);
  });

  it('succeeds for two workers that fetch the same pixels at the same time', async () => {
    const script = `
      import { createHash } from 'node:crypto';
      import { fetchOutput } from ${JSON.stringify(join(projectRoot, 'src/run/outputs.ts'))};
      await new Promise((resolve) => process.stdin.once('data', resolve));
      for (let index = 0; index < 200; index++) {
        const pixels = Buffer.alloc(300_000, index);
        const sha256 = createHash('sha256').update(pixels).digest('hex');
        const output = { width: 100, height: 1000, sha256, parts: [{ path: 'part', bytes: pixels.length }] };
        await fetchOutput({ pull: async () => pixels }, ${JSON.stringify(folder)}, output);
      }
      process.stdin.destroy();
    `;
    const worker = () =>
      execa(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
        cwd: projectRoot,
        stdin: 'pipe',
      });
    const workers = [worker(), worker()];
    for (const { stdin } of workers) stdin.write('go');
    await Promise.all(workers);
    expect(outputs()).to.have.length(200);
    expect(outputs().every((name) => /^[0-9a-f]{64}\.rgb$/.test(name))).to.equal(true);
  });

  it('asks no phone for pixels that are there, raw or as PNG', async () => {
    await fetchFrom(phoneWithOutput());
    expect(await fetchFrom(new FakePhone())).to.deep.equal({ status: 'ok' });
    folder = writeRun(temporaryFolder().path, planOf([], []), []);
    await fetchFrom(phoneWithOutput());
    await keepAsPng(folder, result.sha256, { width: 4, height: 4, data: pixels });
    expect(outputs()).to.deep.equal([`${result.sha256}.png`]);
    expect(await fetchFrom(new FakePhone())).to.deep.equal({ status: 'ok' });
  });

  for (const [what, file, content] of [
    ['raw file that was cut', rawOutputFile, pixels.subarray(0, 20)],
    ['raw file of other pixels', rawOutputFile, Buffer.alloc(pixels.length)],
    ['PNG that was cut', outputFile, ''],
  ] as const) {
    it(`fetches again what is there as a ${what}`, async () => {
      writeWhole(file(folder, result.sha256), content);
      expect(await fetchFrom(phoneWithOutput())).to.deep.equal({ status: 'ok' });
      expect(readFileSync(rawOutputFile(folder, result.sha256))).to.deep.equal(pixels);
    });
  }

  it('is tried again when a part arrives damaged, and given up when that happens twice', async () => {
    const phone = phoneWithOutput();
    const answers = [Buffer.alloc(40), ...pieces.slice(1), ...pieces];
    const service = { ...phone.documents, pull: () => Promise.resolve(answers.shift()) };
    expect(await fetchOutput(new AppFiles(service), folder, result)).to.deep.equal({ status: 'ok' });
    expect(answers).to.deep.equal([]);

    folder = writeRun(temporaryFolder().path, planOf([], []), []);
    const broken = phoneWithOutput();
    broken.files.set('out/q/bird.0', Buffer.alloc(40));
    const failure: unknown = await fetchFrom(broken).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(TransferFailed).and.include({ request: 'give out/q/bird.0' });
  });

  it('asks for nothing when the parts are said to hold more or less than the pixels', async () => {
    for (const [more, sum] of [
      [1, 49],
      [-1, 47],
    ] as const) {
      const [first, ...rest] = result.parts;
      const parts = [{ path: first?.path ?? '', bytes: (first?.bytes ?? 0) + more }, ...rest];
      const service = { pull: () => Promise.reject(new Error('asked')) };
      expect(await fetchOutput(service as unknown as AppFiles, folder, { ...result, parts })).to.deep.equal({
        status: 'unreadable',
        file: 'out/q/bird.0',
        reason: `its parts have ${String(sum)} bytes, and 4x4 pixels have 48`,
      });
    }
  });

  it('fails when a part is gone', async () => {
    const phone = phoneWithOutput();
    phone.files.delete('out/q/bird.1');
    const error: unknown = await fetchFrom(phone).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CommandFailed).and.include({ request: 'give out/q/bird.1' });
  });
});
