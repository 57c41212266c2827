import { openRunFolder } from '../results/run-folder.js';
import type { Command } from './command.js';
import { redactOption } from './options.js';

interface Args {
  run: string;
  redact: boolean;
}

/** `report`: a run as one HTML page, with its curves as SVG. */
export const report: Command<Args> = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'Folder under results/' })
      .option('redact', redactOption),
  async handler({ run, redact }) {
    const { reportRun } = await import('../report/report-run.js');
    console.log(`report: ${await reportRun(openRunFolder(run), { redact })}`);
  },
};
