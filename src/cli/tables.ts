import type { CommandModule } from 'yargs';
import { openRunFolder } from '../results/run-folder.js';
import { writeTables } from '../results/write-tables.js';
import { summaryTable } from '../terminal/summary.js';

interface Args {
  run: string;
}

/** `tables`: a run's CSV files anew, from its journals. */
export const tables: CommandModule<object, Args> = {
  command: 'tables <run>',
  describe: "Write a run's tables anew from its journals",
  builder: (yargs) =>
    yargs.positional('run', { type: 'string', demandOption: true, describe: 'Folder under results/' }),
  handler({ run }) {
    const folder = openRunFolder(run);
    console.log(summaryTable(writeTables(folder)));
    console.log(`tables: ${folder.path}`);
  },
};
