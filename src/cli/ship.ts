import { gapText } from '../gate/coverage.js';
import { levels } from '../gate/rule-schema.js';
import type { Level } from '../gate/rule-schema.js';
import { virtualFigures } from '../results/device.js';
import { openRunFolder } from '../results/run-folder.js';
import {
  candidateHead,
  candidateRows,
  rejectedHead,
  rejectedRows,
  scaleNotes,
  scaleTitle,
} from '../ship/ship-lines.js';
import { shipRuns } from '../ship/ship-run.js';
import type { Ship } from '../ship/ship-run.js';
import { printable } from '../terminal/printable.js';
import { textTable } from '../terminal/table.js';
import { tableWidth } from '../terminal/wrap.js';
import type { Command } from './command.js';
import {
  allowVirtualOption,
  baselineOption,
  budgetsOption,
  levelOption,
  redactOption,
  shippedSizeOption,
} from './options.js';

interface Args {
  runs: string[];
  budgets: string;
  size: string[];
  baseline?: string | undefined;
  level: Level;
  'allow-virtual': boolean;
  json: boolean;
  redact: boolean;
}

/** `ship`: the smallest and the fastest variant that meet every budget on every required phone. */
export const ship = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .positional('runs', { type: 'string', array: true, demandOption: true, describe: 'Folders under results/' })
      .option('budgets', budgetsOption)
      .option('size', shippedSizeOption)
      .option('baseline', baselineOption)
      .option('level', { ...levelOption, choices: levels })
      .option('allow-virtual', allowVirtualOption)
      .option('json', { type: 'boolean', default: false, describe: 'Print ship.json' })
      .option('redact', redactOption)
      .epilogue('Exit codes: 0 there is something to ship, 1 nothing keeps the budgets, 3 inconclusive, 4 missing.'),
  handler({ runs, budgets: file, size: sizes, baseline, level, 'allow-virtual': allowVirtual, json, redact }) {
    const asked = {
      file,
      level,
      allowVirtual,
      sizes,
      baseline: baseline === undefined ? undefined : openRunFolder(baseline),
    };
    const { ship: answer, home } = shipRuns(runs.map(openRunFolder), asked, { redact });
    finish(answer.exit_code);
    console.log(json ? JSON.stringify(answer, null, 2) : shipText(answer, home));
  },
});

/** Of what is not recommended only the first reasons: ship.md has them all. */
const reasonsShown = 2;

function shipText({ scales, gaps, warnings, not_a_phone, outcome }: Ship, home: string): string {
  return [
    ...(not_a_phone ? [`${virtualFigures}.`] : []),
    ...warnings.map((warning) => printable(`warning: ${warning}`)),
    ...scales.flatMap((scale) => {
      const [rejected, picked] = [rejectedRows(scale, reasonsShown), candidateRows(scale)];
      return [
        ...(rejected.length > 0 ? [textTable(rejectedHead, rejected, { width: tableWidth() })] : []),
        scaleTitle(scale),
        ...(picked.length > 0 ? [textTable(candidateHead, picked, { width: tableWidth() })] : []),
        ...scaleNotes(scale).map(printable),
      ];
    }),
    ...gaps.map((gap) => printable(`missing of the fleet: ${gapText(gap)}`)),
    `ship ${outcome === 'passed' ? 'recommended' : outcome}: ${home}/ship.md`,
  ].join('\n\n');
}
