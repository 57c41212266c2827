import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { flexibleModel } from '../../test/models/flexible.js';
import { writeSample } from '../../test/models/sample.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { Problem } from '../problem.js';
import { readModel } from './model.js';
import { NotAModel } from './not-a-model.js';
import { openModel } from './package.js';

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;

describe('what lies where a model is expected', () => {
  const sample = (): string => writeSample(join(temporaryFolder().path, 'net.mlpackage'), flexibleModel());
  const spec = (path: string): string => join(path, 'Data/com.apple.CoreML/model.mlmodel');

  function problemOf(path: string): Problem {
    try {
      readModel(openModel(path));
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
    throw new Error(`${path} was opened`);
  }

  it('is taken with a slash after its name', () => {
    const path = sample();
    expect(openModel(`${path}/`)).to.deep.equal(openModel(path));
  });

  it('is the same model as links into a store, as a link, and with what the Finder leaves in it', () => {
    const path = sample();
    const { sha256 } = openModel(path);
    const cache = temporaryFolder().path;
    const linked = join(cache, 'snapshots/main/net.mlpackage');
    cpSync(path, linked, { recursive: true });
    mkdirSync(join(cache, 'blobs'));
    for (const [index, { source }] of openModel(linked).files.entries()) {
      const blob = join(cache, 'blobs', String(index));
      renameSync(source, blob);
      symlinkSync(blob, source);
    }
    symlinkSync(linked, join(cache, 'alias.mlpackage'));
    for (const name of ['.DS_Store', '._Data', 'Data/._com.apple.CoreML']) writeFileSync(join(linked, name), 'Finder');
    expect(openModel(linked).sha256).to.equal(sha256);
    const alias = openModel(join(cache, 'alias.mlpackage'));
    expect([alias.name, alias.sha256]).to.deep.equal(['alias', sha256]);
  });

  it('is said for what it is', () => {
    const folder = temporaryFolder();
    const inside = sample();
    writeFileSync(spec(inside), pointer);
    mkdirSync(join(folder.path, 'net.mlmodelc'));
    mkdirSync(join(folder.path, 'net.mlmodel'));
    execFileSync('mkfifo', [join(folder.path, 'pipe.mlmodel')]);
    const told: Readonly<Record<string, RegExp>> = {
      [folder.write('lfs.mlmodel', pointer)]: /lfs\.mlmodel is a Git LFS pointer, run git lfs pull$/,
      [inside]: /model\.mlmodel is a Git LFS pointer, run git lfs pull$/,
      [folder.write('zipped.mlpackage', 'PK\u0003\u0004...')]: /zipped\.mlpackage is a zip archive, unzip it$/,
      [folder.write('net.mlpackage.zip', 'PK\u0003\u0004...')]: /zip is a zip archive, unzip it$/,
      [folder.write('._net.mlmodel', '\u0000\u0005')]: /_net\.mlmodel is an AppleDouble file, .*, remove it$/,
      [folder.write('file.mlpackage', 'text')]: /is a file, and a \.mlpackage is a folder, copy the whole folder$/,
      [join(folder.path, 'net.mlmodel')]: /is a folder, and a \.mlmodel is a file, name the file/,
      [join(folder.path, 'net.mlmodelc')]: /is a compiled model, name the \.mlpackage or \.mlmodel/,
      [join(folder.path, 'pipe.mlmodel')]: /is neither a file nor a folder, remove it$/,
    };
    for (const [path, sentence] of Object.entries(told)) {
      const problem = problemOf(path);
      expect(problem, path).to.be.instanceOf(NotAModel);
      expect(problem.message).to.match(sentence);
    }
  });

  it('is one sentence with a remedy when it is damaged, missing or cannot be read', () => {
    const folder = temporaryFolder();
    const [linked, empty, looped] = ['linked', 'empty', 'looped'].map((name) => join(folder.path, `${name}.mlpackage`));
    symlinkSync(join(folder.path, 'nowhere'), linked ?? '');
    mkdirSync(empty ?? '');
    symlinkSync(looped ?? '', looped ?? '');
    const around = sample();
    symlinkSync(around, join(around, 'Data/again'));
    const told: Readonly<Record<string, RegExp>> = {
      [join(folder.path, 'gone.mlmodel')]: /gone\.mlmodel does not exist; check the name/,
      [join(folder.path, 'gone.txt')]: /gone\.txt does not exist; check the name/,
      [folder.write('notes.txt', 'text')]: /notes\.txt is not a Core ML model; name a \.mlpackage or \.mlmodel$/,
      [folder.write('random.mlmodel', 'no model at all')]: /random\.mlmodel .*copy the/,
      [folder.write('nothing.mlmodel', '')]: /nothing\.mlmodel .*copy the/,
      [linked ?? '']: /linked\.mlpackage is a link to a file that is not there; download/,
      [empty ?? '']: /empty\.mlpackage\/Manifest\.json: cannot be read; copy the whole package again/,
      [looped ?? '']: /looped\.mlpackage is a link that leads back to itself; remove it/,
      [around]: /Data\/again is a link to a folder; put the folder itself there$/,
    };
    for (const [path, sentence] of Object.entries(told)) expect(problemOf(path).message, path).to.match(sentence);
  });

  it('says so when the right to read it is missing', function () {
    // Rights do not bind root, as which many a container runs.
    if (process.getuid?.() === 0) this.skip();
    const path = sample();
    chmodSync(spec(path), 0);
    expect(problemOf(path).message).to.match(/model\.mlmodel cannot be read \(EACCES\); give yourself the right/);
  });
});
