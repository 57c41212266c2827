import { exitCodes } from '../problem.js';
import { openRunFolder } from '../results/run-folder.js';
import { summaryTable } from '../terminal/summary.js';
import { tableWidth } from '../terminal/wrap.js';
import type { Command } from './command.js';
import { redactOption } from './options.js';

interface Args {
  run: string;
  redact: boolean;
}

/** `tables`: writes a run's CSV files again, from its journals, outputs and plan. */
export const tables = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'Folder under results/' })
      .option('redact', redactOption),
  async handler({ run, redact }) {
    const { sayShortcomings } = await import('./carry-out.js');
    const { judgeAndTabulate } = await import('../run/conclude.js');
    const { lockRun } = await import('../run/run-lock.js');
    const { casesLacking } = await import('../run/lacking.js');
    const folder = openRunFolder(run);
    const unlock = await lockRun(folder);
    try {
      const { rows, shortcomings } = await judgeAndTabulate(folder);
      const lacking = [...casesLacking(folder, rows), ...shortcomings];
      sayShortcomings(lacking);
      console.log(summaryTable(rows, tableWidth()));
      console.log(`tables: ${folder.path}`);
      if (redact) {
        const { writeRedactedTables } = await import('../results/redacted-tables.js');
        console.log(`redacted: ${writeRedactedTables(folder)}`);
      }
      if (lacking.length > 0) finish(exitCodes.missing);
    } finally {
      unlock();
    }
  },
});
