import { mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { TemporaryFolder } from '../../test/rig/temporary-folder.js';
import { readBudgets } from '../gate/budgets.js';
import { readLab } from '../plan/lab.js';
import { readSweep } from '../plan/sweep.js';
import { projectRoot } from '../project.js';
import { updateLab } from '../setup/lab-file.js';
import { templateOf, templates } from './templates.js';
import { writeProject } from './write-project.js';

const phone = { udid: '00008120-000A1B2C3D4E5F60', name: 'Ann', model: 'iPhone15,2' };

describe('a new project', () => {
  let folder: TemporaryFolder;
  const path = (name: string): string => join(folder.path, name);
  const written = (name: string): string => readFileSync(path(name), 'utf8');

  beforeEach(() => {
    folder = temporaryFolder();
  });

  for (const template of templates) {
    it(`has the sweep ${template} as it comes with rezbench, on the photographs that come with it`, () => {
      writeProject(folder.path, template, []);
      const shipped = readSweep(join(projectRoot, 'sweeps', `${template}.yaml`));
      expect(readSweep(path('sweep.yaml'))).to.deep.equal({ ...shipped, path: path('sweep.yaml') });
      expect(written('sweep.yaml')).to.match(/^# What npx rezbench run sweep\.yaml measures/);
    });
  }

  it('finds the photographs where npm has installed them, so that another version finds its own', () => {
    mkdirSync(path('node_modules/rezbench/images'), { recursive: true });
    writeProject(folder.path, 'demo', []);
    const { testset } = readSweep(path('sweep.yaml'));
    expect(relative(folder.path, testset?.folder ?? '')).to.equal('node_modules/rezbench/images');
  });

  it('has budgets, a lab file and a wdio.conf.ts of three lines', () => {
    writeProject(folder.path, 'demo', [phone]);
    expect(readBudgets(path('budgets.yaml')).rules).not.to.be.empty;
    expect(readLab(path('lab.yaml')).devices).to.deep.equal([{ ...phone, required: true }]);
    expect(written('wdio.conf.ts').trim().split('\n')).to.have.length(3);
  });

  it('has, where no phone is attached, a lab file of none that says what to write there', () => {
    writeProject(folder.path, 'demo', []);
    expect(readLab(path('lab.yaml')).devices).to.deep.equal([]);
    const example = written('lab.yaml')
      .replace(/^devices: .*\n/m, '')
      .replaceAll(/^# ((?:signing|devices|  ).*)$/gm, '$1')
      .replace(/^ {2}npx .*$/m, '');
    const { devices, signing } = readLab(folder.write('example.yaml', example));
    expect(devices).to.have.length(1);
    expect(signing?.team).to.equal('ABCDE12345');
    expect(updateLab(path('lab.yaml'), [phone], undefined)).to.equal(true);
    expect(readLab(path('lab.yaml')).devices[0]?.name).to.equal('Ann');
    expect(written('lab.yaml')).to.match(/^# signing: /m);
  });

  it('leaves alone what is there, also a link that leads nowhere, and says so', () => {
    folder.write('lab.yaml', 'mine');
    symlinkSync(path('nowhere'), path('budgets.yaml'));
    const files = writeProject(folder.path, 'demo', [phone]);
    expect(files.map(({ name, became }) => `${name} ${became}`)).to.deep.equal([
      'sweep.yaml written',
      'lab.yaml kept',
      'budgets.yaml kept',
      'wdio.conf.ts written',
    ]);
    expect(written('lab.yaml')).to.equal('mine');
    expect(writeProject(folder.path, 'zoo', []).every(({ became }) => became === 'kept')).to.equal(true);
    expect(readSweep(path('sweep.yaml')).name).to.equal('demo');
  });

  it('is one sentence where it cannot be written', async () => {
    const file = folder.write('file', '');
    const { message, exitCode } = await problemOf(() => writeProject(file, 'demo', []));
    expect(message).to.match(
      /file\/sweep\.yaml cannot be written \(ENOTDIR\); give init a folder that you may write to/,
    );
    expect(exitCode).to.equal(2);
    expect(readdirSync(folder.path)).to.deep.equal(['file']);
  });

  it('refuses a template that is none, and names those that there are', async () => {
    expect((await problemOf(() => templateOf('nightli'))).message).to.equal(
      'init nightli: there is no such template; name one of demo, nightly, release, zoo',
    );
  });
});
