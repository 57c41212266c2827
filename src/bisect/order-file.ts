import { readIfThere } from '../results/read-if-there.js';
import { Problem, exitCodes } from '../problem.js';

/**
 * The builds that a file lists, a name a line from old to new; empty lines and lines that begin with # are passed over. Throws a
 * Problem that names file and line for a build that is not in the folder, or is named twice.
 */
export function orderedBy(file: string, names: readonly string[], folder: string): string[] {
  const text = readIfThere(file)?.toString('utf8');
  if (text === undefined)
    throw new Problem(`--order ${file} is not there; write the names of the builds into it`, exitCodes.missing);
  const found: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const wanted = line.trim();
    if (wanted === '' || wanted.startsWith('#')) continue;
    const place = `${file}:${String(index + 1)}`;
    const name = names.find((each) => each === wanted || each.replace(/\.[^.]+$/, '') === wanted);
    if (name === undefined) {
      throw new Problem(
        `${place}: ${wanted} is no build in ${folder}; put it there, or take the line out`,
        exitCodes.missing,
      );
    }
    if (found.includes(name)) throw new Problem(`${place}: ${wanted} is named twice; take one of the lines out`);
    found.push(name);
  }
  return found;
}
