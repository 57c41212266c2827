import { perceptualMetrics } from '../image/perceptual-names.js';
import type { PerceptualMetric } from '../image/perceptual-names.js';
import type { NetworkFiles } from '../plan/figure-names.js';
import { exitCodes } from '../problem.js';
import { shippedFile } from '../project.js';
import type { Asked } from '../quality/asked.js';
import { openRunFolder } from '../results/run-folder.js';
import { summaryTable } from '../terminal/summary.js';
import { tableWidth } from '../terminal/wrap.js';
import type { Command } from './command.js';
import { redactOption } from './options.js';

interface Args {
  run: string;
  metrics?: readonly PerceptualMetric[];
  lpips?: string | undefined;
  dists?: string | undefined;
  redact: boolean;
}

const networkText = `The same by a network: an ONNX file that compares two images (${shippedFile('docs/measurement.md')})`;

/** Throws a Problem for a file that compares no two images. */
async function askedBy(metrics: readonly PerceptualMetric[], named: NetworkFiles): Promise<Asked> {
  const { readNetworks } = await import('../plan/networks.js');
  const { networks, networkFiles } = await readNetworks(named);
  const found = Object.entries(networks).map(([name, sha256]) => [name, { sha256, file: networkFiles[sha256] ?? '' }]);
  return { metrics, networks: Object.fromEntries(found) as Asked['networks'] };
}

/** `tables`: writes a run's CSV files again, from its journals, outputs and plan. */
export const tables = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'Folder under results/' })
      .option('metrics', {
        choices: perceptualMetrics,
        array: true,
        default: [] as PerceptualMetric[],
        describe: 'Compute these as well, of all outputs that lack them; some seconds a megapixel',
      })
      .option('lpips', { type: 'string', describe: networkText })
      .option('dists', { type: 'string', describe: networkText })
      .option('redact', redactOption),
  async handler({ run, metrics = [], lpips, dists, redact }) {
    const { sayShortcomings } = await import('./carry-out.js');
    const { judgeAndTabulate } = await import('../run/conclude.js');
    const { lockRun } = await import('../run/run-lock.js');
    const { casesLacking } = await import('../run/lacking.js');
    const folder = openRunFolder(run);
    const unlock = await lockRun(folder);
    try {
      const { rows, shortcomings } = await judgeAndTabulate(
        folder,
        await askedBy(metrics, { ...(lpips && { lpips }), ...(dists && { dists }) }),
      );
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
