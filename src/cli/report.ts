import { openRunFolder } from '../results/run-folder.js';
import type { Command } from './command.js';
import { redactOption } from './options.js';
import { refuseUnwritableFolder } from './writable.js';

interface Args {
  runs: string[];
  out?: string | undefined;
  markdown: boolean;
  redact: boolean;
}

/** `report`: runs as one HTML page, with its charts as SVG and PNG. */
export const report: Command<Args> = {
  builder: (yargs) =>
    yargs
      .positional('runs', { type: 'string', array: true, demandOption: true, describe: 'Folders under results/' })
      .option('out', {
        type: 'string',
        describe: 'Folder for the page',
        defaultDescription: "report/ in the last run's folder",
      })
      .option('markdown', {
        type: 'boolean',
        default: false,
        describe: 'Print the findings as Markdown, for a pull request',
      })
      .option('redact', redactOption),
  async handler({ runs, out, markdown, redact }) {
    if (out !== undefined) refuseUnwritableFolder('--out', out);
    const { reportRuns } = await import('../report/report-runs.js');
    const written = await reportRuns(runs.map(openRunFolder), { out, redact });
    console.log(markdown ? written.markdown : `report: ${written.file}`);
  },
};
