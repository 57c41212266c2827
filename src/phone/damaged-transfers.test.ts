import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { sealOf } from '../contract/events.js';
import { AppFiles } from './app-files.js';
import { TransferFailed } from './command.js';
import type { FileService } from './phone.js';

/** A phone that keeps what it is given as `keep` says, and gives a file as `give` says; both count from 1. */
class Files implements FileService {
  readonly kept = new Map<string, Buffer>();
  keep: (data: Buffer, turn: number) => Buffer = (data) => data;
  give: (data: Buffer | undefined, turn: number) => Buffer | undefined = (data) => data;
  pushes = 0;
  pulls = 0;

  push(path: string, data: Buffer): Promise<void> {
    this.kept.set(path, this.keep(data, ++this.pushes));
    return Promise.resolve();
  }
  pull(path: string): Promise<Buffer | undefined> {
    return Promise.resolve(this.give(this.kept.get(path), ++this.pulls));
  }
  removeFile(): Promise<void> {
    return Promise.resolve();
  }
  removeFolder(): Promise<void> {
    return Promise.resolve();
  }
}

const failureOf = (action: Promise<unknown>): Promise<unknown> => action.catch((error: unknown) => error);

describe('the events of a launch that is over', () => {
  const line = '{"event":"start","step":0,"do":"load","tNs":9}\n';
  const seal = sealOf(createHash('sha256').update(line).digest('hex'));
  const damaged = line.replace('9', '8');
  const path = 'out/1/events.jsonl';

  function holding(text: string, give: Files['give']): { readonly files: Files; readonly app: AppFiles } {
    const files = new Files();
    files.kept.set(path, Buffer.from(text));
    files.give = give;
    return { files, app: new AppFiles(files) };
  }

  it('are taken as they were seen when their seal shows them whole', async () => {
    const { files, app } = holding(line + seal, (data) => data);
    expect(await app.pullWhole(path, line + seal)).to.equal(line + seal);
    expect(files.pulls).to.equal(0);
  });

  it('are pulled again when they were seen without their seal, or with that of others', async () => {
    for (const seen of [line, damaged + seal, line + damaged + seal]) {
      const { files, app } = holding(line + seal, (data) => data);
      expect(await app.pullWhole(path, seen)).to.equal(line + seal);
      expect(files.pulls).to.equal(1);
    }
  });

  it('are taken without a seal when they come as they were seen', async () => {
    const { files, app } = holding(line, (data) => data);
    expect(await app.pullWhole(path, line)).to.equal(line);
    expect(files.pulls).to.equal(1);
  });

  it('are taken without a seal as two pulls agree on them, whichever was damaged', async () => {
    expect(await holding(line, (data) => data).app.pullWhole(path, damaged)).to.equal(line);
    const { app } = holding(line, (data, turn) => (turn === 1 ? Buffer.from(damaged) : data));
    expect(await app.pullWhole(path, line)).to.equal(line);
  });

  it('are not taken when they come otherwise each time', async () => {
    const { app } = holding(line, (_, turn) => Buffer.from(String(turn)));
    expect(await failureOf(app.pullWhole(path, line))).to.be.instanceOf(TransferFailed);
  });
});
