import { Problem } from '../problem.js';
import { compareAndWrite } from './compare-run.js';
import { comparisonText, howToMeasure } from './comparison-text.js';
import type { Command } from './command.js';
import { redactOption } from './options.js';

interface Args {
  runs: string[];
  base: string[];
  strict: boolean;
  confirm: boolean;
  json: boolean;
  redact: boolean;
}

/** `compare`: is a run slower, larger or worse than the nights before it? */
export const compare = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .positional('runs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe:
          'The base, then the candidate: folders under results/. Several bases are nights of one, at most ten; results/baselines stands for those that were promoted',
      })
      .option('base', {
        type: 'string',
        array: true,
        default: [] as string[],
        describe: 'Further nights of the base; with it the candidate may stand alone',
      })
      .option('strict', {
        type: 'boolean',
        default: false,
        describe: 'Before a release: no screen, every case with another package is to be confirmed',
      })
      .option('confirm', {
        type: 'boolean',
        default: false,
        describe: 'Write the run that measures what is suspicious in pairs, or what has to be repeated',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print compare.json' })
      .option('redact', redactOption),
  async handler({ runs, base, strict: isStrict, confirm, json, redact }) {
    if (confirm && redact)
      throw new Problem('--confirm and --redact: a redacted comparison knows no phone; give one of them');
    const bases = [...runs.slice(0, -1), ...base];
    if (bases.length === 0) {
      throw new Problem('compare takes a base and a candidate; name two runs, or give --base RUN');
    }
    const { comparison, home, ...compared } = compareAndWrite(
      { bases, candidate: runs.at(-1) ?? '' },
      { isStrict, redact },
    );
    finish(comparison.exit_code);
    console.log(
      json
        ? JSON.stringify(comparison, null, 2)
        : comparisonText(comparison, compared.paths, home, { isConfirming: confirm }),
    );
    if (!confirm) return;
    const { confirmationRun } = await import('./confirm-run.js');
    const made = await confirmationRun({ comparison, ...compared });
    console.error(
      `rezbench: ${made === undefined ? 'nothing awaits a confirmation' : howToMeasure(made, compared.candidate)}`,
    );
  },
});
