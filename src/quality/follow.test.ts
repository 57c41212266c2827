import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { beforeEach, describe, it } from 'mocha';
import { writeEnlargingRun } from '../../test/enlarging-run.js';
import type { EnlargingRun } from '../../test/enlarging-run.js';
import { udid } from '../../test/hand-made-run.js';
import { afterTest } from '../../test/rig/clean-up.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { projectRoot } from '../project.js';
import { readQuality } from '../results/quality-file.js';
import { journalFile } from '../results/run-folder.js';
import { finishWord, followRun } from './follow.js';
import { eventually } from '../../test/rig/eventually.js';

describe('the judge of a run that grows', () => {
  let run: EnlargingRun;
  /** The journal's lines about the second launch, which it does not have yet. */
  let rest: string;
  beforeEach(async () => {
    run = await writeEnlargingRun(temporaryFolder().path);
    const journal = journalFile(run.folder, udid);
    const lines = readFileSync(journal, 'utf8').split(/^/m);
    writeFileSync(journal, lines.slice(0, 3).join(''));
    rest = lines.slice(3).join('');
  });

  const judged = (): string[] => readQuality(run.folder).map(({ image }) => image);
  const grow = (): void => {
    appendFileSync(journalFile(run.folder, udid), rest);
  };

  it('judges each launch when it has ended, and what came last before it ends itself', async () => {
    const seen: string[][] = [];
    await followRun(run.folder, () => {
      seen.push(judged());
      if (seen.length === 2) grow();
      return seen.length === 2;
    });
    expect([...seen, judged()]).to.deep.equal([[], ['butterfly'], ['butterfly', 'bird']]);
  });

  it('does not judge again what an earlier one has judged', async () => {
    await followRun(run.folder, () => true);
    grow();
    await followRun(run.folder, () => true);
    expect(judged()).to.deep.equal(['butterfly', 'bird']);
  });

  describe('as a program', () => {
    function start() {
      const program = execa(
        process.execPath,
        ['--import', 'tsx', join(projectRoot, 'src/quality/main.ts'), run.folder.path],
        { cwd: projectRoot, stdin: 'pipe', reject: false },
      );
      afterTest(async () => {
        program.kill();
        await program;
      });
      return program;
    }

    it('judges while the run goes on, and ends when all is judged', async () => {
      const program = start();
      await eventually(() => judged().length > 0);
      grow();
      program.stdin.end(`${finishWord}\n`);
      expect(await program).to.include({ exitCode: 0, stdout: '', stderr: '' });
      expect(judged()).to.deep.equal(['butterfly', 'bird']);
    });

    it('ends at once when its input closes without a word', async () => {
      const program = start();
      await eventually(() => judged().length > 0);
      program.stdin.end();
      expect(await program).to.include({ exitCode: 0, stderr: '' });
      expect(judged()).to.deep.equal(['butterfly']);
    });

    it('says what cannot be judged, and goes on', async () => {
      const [{ truthFile }] = run.pictures;
      writeFileSync(truthFile, '');
      grow();
      const program = start();
      program.stdin.end(`${finishWord}\n`);
      const { exitCode, stderr } = await program;
      expect(exitCode).to.equal(0);
      expect(stderr.split('\n')).to.have.length(1);
      expect(stderr).to.include(`${truthFile}, the true image of butterfly of q-butterfly, is missing or damaged`);
      expect(judged()).to.deep.equal(['bird']);
      expect(existsSync(run.referenceCache)).to.equal(true);
    });
  });
});
