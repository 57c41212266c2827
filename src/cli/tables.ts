import { exitCodes } from '../problem.js';
import { openRunFolder } from '../results/run-folder.js';
import { summaryTable } from '../terminal/summary.js';
import type { Command } from './command.js';

interface Args {
  run: string;
}

/** `tables`: writes a run's CSV files again, from its journals, outputs and plan. */
export const tables = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs.positional('run', { type: 'string', demandOption: true, describe: 'Folder under results/' }),
  async handler({ run }) {
    const { sayShortcomings } = await import('./carry-out.js');
    const { judgeAndTabulate } = await import('../run/conclude.js');
    const { lockRun } = await import('../run/run-lock.js');
    const folder = openRunFolder(run);
    const unlock = await lockRun(folder);
    try {
      const { rows, shortcomings } = await judgeAndTabulate(folder);
      sayShortcomings(shortcomings);
      console.log(summaryTable(rows));
      console.log(`tables: ${folder.path}`);
      if (shortcomings.length > 0) finish(exitCodes.missing);
    } finally {
      unlock();
    }
  },
});
