import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes, Problem } from '../problem.js';
import type { AttachedPhone } from '../phone/discovery.js';
import { updateLab } from '../setup/lab-file.js';
import { budgetsText, emptyLabText, sweepText, wdioText } from './templates.js';
import type { Template } from './templates.js';

/** What became of a file of a new project. */
export interface ProjectFile {
  readonly name: string;
  readonly became: 'written' | 'kept';
}

/**
 * Writes what a project of rezbench's users consists of into `folder`: sweep.yaml, lab.yaml with these phones, budgets.yaml
 * and wdio.conf.ts. What is there already stays as it is, whatever it is. Throws a Problem where one cannot be written.
 */
export function writeProject(
  folder: string,
  template: Template,
  phones: readonly Pick<AttachedPhone, 'udid' | 'name' | 'model'>[],
): ProjectFile[] {
  const write = (name: string, text: () => string): ProjectFile => writeNew(folder, name, text);
  return [
    write('sweep.yaml', () => sweepText(template, folder)),
    phones.length === 0 ? write('lab.yaml', () => emptyLabText) : writeLab(folder, phones),
    write('budgets.yaml', () => budgetsText),
    write('wdio.conf.ts', () => wdioText),
  ];
}

function writeLab(folder: string, phones: Parameters<typeof writeProject>[2]): ProjectFile {
  const begun = writeNew(folder, 'lab.yaml', () => emptyLabText);
  if (begun.became === 'written') updateLab(join(folder, 'lab.yaml'), phones, undefined);
  return begun;
}

function writeNew(folder: string, name: string, text: () => string): ProjectFile {
  const path = join(folder, name);
  let file: number;
  try {
    // Fails where there is something, also a link that leads nowhere.
    file = openSync(path, 'wx');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'EEXIST') return { name, became: 'kept' };
    throw unwritable(path, error.code, error);
  }
  try {
    writeFileSync(file, text());
    return { name, became: 'written' };
  } catch (error) {
    // Half a file would be kept the next time.
    rmSync(path, { force: true });
    throw error instanceof Error && 'code' in error && existsSync(folder) ? unwritable(path, error.code, error) : error;
  } finally {
    closeSync(file);
  }
}

const unwritable = (path: string, code: unknown, cause: unknown): Problem =>
  new Problem(
    `${path} cannot be written (${String(code)}); give init a folder that you may write to, with room in it`,
    exitCodes.usage,
    cause,
  );
