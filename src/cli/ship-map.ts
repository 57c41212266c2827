import { levels } from '../gate/rule-schema.js';
import type { Level } from '../gate/rule-schema.js';
import { virtualFigures } from '../results/device.js';
import { openRunFolder } from '../results/run-folder.js';
import { preferences, shipMapRuns } from '../ship/ship-map.js';
import type { Preference, ShipMap } from '../ship/ship-map.js';
import { textTable } from '../terminal/table.js';
import type { Command } from './command.js';
import { allowVirtualOption, baselineOption, budgetsOption, levelOption, shippedSizeOption } from './options.js';

interface Args {
  runs: string[];
  budgets: string;
  swift: string;
  json: string;
  chip: string[];
  prefer: Preference;
  size: string[];
  baseline?: string | undefined;
  level: Level;
  'allow-virtual': boolean;
}

/** `ship-map`: chip -> variant and compute units, for an app. */
export const shipMap: Command<Args> = {
  builder: (yargs) =>
    yargs
      .positional('runs', { type: 'string', array: true, demandOption: true, describe: 'Folders under results/' })
      .option('budgets', budgetsOption)
      .option('swift', { type: 'string', demandOption: true, describe: 'Swift file to write' })
      .option('json', { type: 'string', demandOption: true, describe: 'JSON file to write' })
      .option('chip', {
        type: 'string',
        array: true,
        default: [] as string[],
        describe: "A chip that the map must have, such as 'A16 Bionic'",
      })
      .option('prefer', {
        choices: preferences,
        default: preferences[0],
        describe: 'Which of those that keep the budgets',
      })
      .option('size', shippedSizeOption)
      .option('baseline', baselineOption)
      .option('level', { ...levelOption, choices: levels })
      .option('allow-virtual', allowVirtualOption)
      .epilogue(
        'Exit codes: 0 written, 1 nothing keeps the budgets on a chip, 3 inconclusive, 4 a chip was not measured.',
      ),
  handler({
    runs,
    budgets: file,
    swift,
    json,
    chip: chips,
    prefer,
    size: sizes,
    baseline,
    level,
    'allow-virtual': allowVirtual,
  }) {
    const asked = {
      file,
      level,
      allowVirtual,
      sizes,
      baseline: baseline === undefined ? undefined : openRunFolder(baseline),
    };
    const map = shipMapRuns(runs.map(openRunFolder), asked, { prefer, chips }, { swift, json });
    console.log(mapText(map));
    console.log(`\nship-map: ${swift}, ${json}`);
  },
};

function mapText({ chips, unmeasured, not_a_phone }: ShipMap): string {
  const rows = chips.flatMap(({ chip, choices, measured_on: phones }) =>
    choices.map(({ scale, variant, compute_units: units, latencies }) => [
      chip,
      scale === undefined ? '' : `x${String(scale)}`,
      variant,
      units,
      latencies
        .map(({ width, height, median_ms: ms }) => `${String(width)}x${String(height)}: ${ms.toFixed(2)}`)
        .join(', '),
      [...new Set(phones.map(({ model }) => model))].join(', '),
    ]),
  );
  return [
    ...(not_a_phone ? [`${virtualFigures}.`] : []),
    ...(unmeasured.length > 0 ? [`Not measured, so not in the map: ${unmeasured.join(', ')}.`] : []),
    textTable(['chip', 'scale', 'variant', 'units', 'median ms', 'measured on'], rows),
  ].join('\n\n');
}
