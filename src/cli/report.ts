import type { Trend } from '../history/trend.js';
import { Problem } from '../problem.js';
import { readCaseRows } from '../results/read-tables.js';
import { openRunFolder } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { shellWord } from '../results/shell-word.js';
import type { Command } from './command.js';
import { redactOption } from './options.js';
import { refuseUnwritableFolder } from './writable.js';

interface Args {
  runs: string[];
  out?: string | undefined;
  history?: string | undefined;
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
      .option('history', {
        type: 'string',
        describe: 'A history: latency night by night, with steps and epochs',
      })
      .option('markdown', {
        type: 'boolean',
        default: false,
        describe: 'Print the findings as Markdown, for a pull request',
      })
      .option('redact', redactOption),
  async handler({ runs, out, history, markdown, redact }) {
    if (out !== undefined) refuseUnwritableFolder('--out', out);
    const { reportRuns } = await import('../report/report-runs.js');
    const folders = runs.map(openRunFolder);
    const nights = history === undefined ? {} : { history: await nightsOf(history, folders) };
    const written = await reportRuns(folders, { out, redact, ...nights });
    console.log(markdown ? written.markdown : `report: ${written.file}`);
  },
};

/** Night after night of the runs' phones. Throws a Problem for a history that is not there or knows none of them. */
async function nightsOf(file: string, folders: readonly RunFolder[]): Promise<Trend[]> {
  const ownPhones = [...new Set(folders.flatMap((folder) => readCaseRows(folder).map((row) => row.device_udid)))];
  const [{ openHistory }, { trends }] = await Promise.all([
    import('../history/database.js'),
    import('../history/trend.js'),
  ]);
  const opened = await openHistory(file, { mayMake: false });
  try {
    const found = await trends(opened, { metric: 'latency_median_ms', cases: '*', ownPhones });
    if (found.length === 0 && ownPhones.length > 0) {
      throw new Problem(
        `--history ${file} has no run of these phones; import some with npx rezbench history import RUN --db ${shellWord(file)}`,
      );
    }
    return found;
  } finally {
    opened.close();
  }
}
