import type { CommandModule } from 'yargs';
import { openRunFolder } from '../results/run-folder.js';

interface Args {
  run: string;
}

/** `report`: a run as one HTML page, with its curves as SVG. */
export const report: CommandModule<object, Args> = {
  command: 'report <run>',
  describe: "A run's curves, cases and provenance as one HTML page, the charts also as SVG",
  builder: (yargs) =>
    yargs.positional('run', { type: 'string', demandOption: true, describe: 'Folder under results/' }),
  async handler({ run }) {
    const { reportRun } = await import('../report/report-run.js');
    console.log(`report: ${await reportRun(openRunFolder(run))}`);
  },
};
