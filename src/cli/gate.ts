import { levels } from '../gate/budgets.js';
import type { Level } from '../gate/budgets.js';
import { limit, measured } from '../gate/figures.js';
import { gateRun } from '../gate/gate-run.js';
import { modelledFigures, virtualFigures } from '../results/device.js';
import { openRunFolder } from '../results/run-folder.js';
import { textTable } from '../terminal/table.js';
import type { Command } from './command.js';
import { redactOption } from './options.js';

interface Args {
  run: string;
  budgets: string;
  level: Level;
  'allow-virtual': boolean;
  json: boolean;
  redact: boolean;
}

/** `gate`: does a run keep its budgets? */
export const gate = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'Folder under results/' })
      .option('budgets', { type: 'string', demandOption: true, describe: 'Budgets file, such as budgets/example.yaml' })
      .option('level', { choices: levels, default: levels[0], describe: 'How sure to be, and of which rules' })
      .option('allow-virtual', {
        type: 'boolean',
        default: false,
        describe: 'Judge virtual iPhones, to try the budgets',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print verdict.json' })
      .option('redact', redactOption),
  handler({ run, budgets: file, level, 'allow-virtual': allowVirtual, json, redact }) {
    const folder = openRunFolder(run);
    const { verdict, home } = gateRun(folder, { file, level, allowVirtual }, { redact });
    finish(verdict.exit_code);
    if (json) {
      console.log(JSON.stringify(verdict, null, 2));
      return;
    }
    const rows = verdict.findings.map((finding) => [
      finding.outcome,
      finding.case_id,
      finding.metric,
      measured(finding),
      limit(finding),
      finding.reason,
    ]);
    console.log(textTable(['verdict', 'case', 'metric', 'measured', 'budget', 'why'], rows));
    if (verdict.not_a_phone) console.log(`\n${virtualFigures}.`);
    if (verdict.modelled === true) console.log(`${modelledFigures}.`);
    console.log(`\ngate ${verdict.outcome}: ${home}/verdict.md`);
  },
});
