import { wrap } from '../terminal/wrap.js';
import type { Example } from './examples.js';

/** Before the second line of a command that takes several. */
const indent = '    ';

/**
 * Examples as `--help` prints them, each under what it is good for. A command that is longer than `width` is parted so that
 * a shell takes it as it stands; yargs would break it where it is no longer a command.
 */
export function exampleText(examples: readonly Example[], program: string, width: number): string {
  return [
    'Examples:',
    ...examples.flatMap(([line, what]) => [
      `  # ${what}`,
      ...wrap(`${program} ${line}`, width - indent.length - ' \\'.length).map(
        (part, index, parts) => `${index === 0 ? '  ' : indent}${part}${index + 1 < parts.length ? ' \\' : ''}`,
      ),
    ]),
  ].join('\n');
}
