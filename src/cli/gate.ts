import { gateRun } from '../gate/gate-run.js';
import { levels } from '../gate/rule-schema.js';
import type { Level } from '../gate/rule-schema.js';
import { findingHead, findingRows, linesAfter, linesBefore } from '../gate/verdict-text.js';
import type { Verdict } from '../gate/verdict.js';
import { modelledFigures, virtualFigures } from '../results/device.js';
import { openRunFolder } from '../results/run-folder.js';
import { textTable } from '../terminal/table.js';
import { printable } from '../terminal/printable.js';
import { tableWidth } from '../terminal/wrap.js';
import type { Command } from './command.js';
import { allowVirtualOption, baselineOption, budgetsOption, levelOption, redactOption } from './options.js';

interface Args {
  run: string;
  budgets: string;
  baseline?: string | undefined;
  level: Level;
  'allow-virtual': boolean;
  all: boolean;
  json: boolean;
  redact: boolean;
}

/** `gate`: does a run keep its budgets? */
export const gate = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'Folder under results/' })
      .option('budgets', budgetsOption)
      .option('baseline', baselineOption)
      .option('level', { ...levelOption, choices: levels })
      .option('allow-virtual', allowVirtualOption)
      .option('all', { type: 'boolean', default: false, describe: 'List what passed too' })
      .option('json', { type: 'boolean', default: false, describe: 'Print verdict.json' })
      .option('redact', redactOption)
      .epilogue('Exit codes: 0 kept, 1 broken, 2 cannot be judged, 3 inconclusive, 4 missing.'),
  handler({ run, budgets: file, baseline, level, 'allow-virtual': allowVirtual, all, json, redact }) {
    const folder = openRunFolder(run);
    const from = baseline === undefined ? undefined : openRunFolder(baseline);
    const { verdict, home } = gateRun(folder, { file, level, allowVirtual, baseline: from }, { redact });
    finish(verdict.exit_code);
    console.log(json ? JSON.stringify(verdict, null, 2) : verdictText(verdict, home, all));
  },
});

/** What a person reads, the worst last. */
function verdictText(verdict: Verdict, home: string, all: boolean): string {
  const rows = findingRows(verdict, { all });
  return [
    ...linesBefore(verdict, { all }).map(printable),
    ...(verdict.not_a_phone ? [`${virtualFigures}.`] : []),
    ...(verdict.modelled === true ? [`${modelledFigures}.`] : []),
    ...(rows.length > 0 ? [textTable(findingHead, rows, { width: tableWidth() })] : []),
    ...linesAfter(verdict).map(printable),
    `gate ${verdict.outcome}: ${home}/verdict.md`,
  ].join('\n\n');
}
