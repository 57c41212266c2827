import { expect } from 'chai';
import { describe, it } from 'mocha';
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

describe('a text that is pushed', () => {
  const other = Buffer.from('{"count":4}');

  it('is pushed again when another one arrives, and given up when that happens twice', async () => {
    const files = new Files();
    files.keep = (data, turn) => (turn === 1 ? other : data);
    await new AppFiles(files).pushText('jobs/1.json', '{"count":5}');
    expect([files.pushes, files.kept.get('jobs/1.json')?.toString()]).to.deep.equal([2, '{"count":5}']);
    files.keep = () => other;
    const failure = await failureOf(new AppFiles(files).pushText('jobs/1.json', '{"count":5}'));
    expect(failure).to.be.instanceOf(TransferFailed).and.include({ reason: 'it arrives damaged' });
  });
});

describe('a file that is whole', () => {
  const damaged = Buffer.from('{"tNs":8}');
  const [path, text] = ['out/1/events.jsonl', '{"tNs":9}'];

  function holding(give: Files['give']): { readonly files: Files; readonly app: AppFiles } {
    const files = new Files();
    files.kept.set(path, Buffer.from(text));
    files.give = give;
    return { files, app: new AppFiles(files) };
  }

  it('is taken when it comes as it was seen', async () => {
    const { files, app } = holding((data) => data);
    expect(await app.pullAgreed(path, text)).to.equal(text);
    expect(files.pulls).to.equal(1);
  });

  it('is taken as two pulls agree on it, whichever was damaged', async () => {
    const seenDamaged = holding((data) => data);
    expect(await seenDamaged.app.pullAgreed(path, damaged.toString())).to.equal(text);
    const { app } = holding((data, turn) => (turn === 1 ? damaged : data));
    expect(await app.pullAgreed(path, text)).to.equal(text);
  });

  it('is not taken when it comes otherwise each time', async () => {
    const { app } = holding((_, turn) => Buffer.from(String(turn)));
    expect(await failureOf(app.pullAgreed(path, text))).to.be.instanceOf(TransferFailed);
  });
});
