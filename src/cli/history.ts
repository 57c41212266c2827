import { join } from 'node:path';
import type { Argv } from 'yargs';
import type { Trend } from '../history/trend.js';
import { Problem } from '../problem.js';
import { openRunFolder } from '../results/run-folder.js';
import { textTable } from '../terminal/table.js';
import type { Command } from './command.js';
import { outOption } from './options.js';

const actions = ['import', 'trend', 'export', 'merge', 'samples'] as const;

interface Args {
  action: (typeof actions)[number];
  paths: string[];
  out: string;
  db?: string | undefined;
  case: string;
  metric: string;
  lab?: string | undefined;
  json: boolean;
}

/** `history`: what all runs say together. */
export const history: Command<Args> = {
  builder: (yargs): Argv<Args> =>
    yargs
      .positional('action', {
        choices: actions,
        demandOption: true,
        describe: 'import RUN..., trend, export FOLDER, merge FOLDER..., samples FILE RUN...',
      })
      .positional('paths', { type: 'string', array: true, default: [] as string[], describe: 'What the action takes' })
      .option('out', outOption)
      .option('db', { type: 'string', defaultDescription: 'history.duckdb in --out', describe: 'The history' })
      .option('case', { type: 'string', default: '*', describe: 'trend: which cases, with * for any characters' })
      .option('metric', { type: 'string', default: 'latency_median_ms', describe: 'trend: a column of results.csv' })
      .option('lab', { type: 'string', describe: 'export: what others call this lab' })
      .option('json', { type: 'boolean', default: false, describe: 'trend: print every run of every case' }),
  async handler(args) {
    const { action, paths } = args;
    switch (action) {
      case 'import':
        return importRuns(args, atLeastOne(paths, 'the folders of runs'));
      case 'trend':
        return showTrends(args);
      case 'export':
        return exportTo(args, atLeastOne(paths, 'a new folder'));
      case 'merge':
        return merge(args, atLeastOne(paths, 'folders that another lab exported'));
      case 'samples':
        return samples(atLeastOne(paths, 'a new file and the folders of runs'));
    }
  },
};

function atLeastOne(paths: readonly string[], what: string): readonly [string, ...string[]] {
  const [first, ...more] = paths;
  if (first === undefined) throw new Problem(`history: name ${what}`);
  return [first, ...more];
}

async function open({ db, out }: Args, mayMake: boolean) {
  const { openHistory } = await import('../history/database.js');
  return openHistory(db ?? join(out, 'history.duckdb'), { mayMake });
}

async function importRuns(args: Args, runs: readonly string[]): Promise<void> {
  const { importRun } = await import('../history/import-run.js');
  const folders = runs.map(openRunFolder);
  const opened = await open(args, true);
  try {
    for (const folder of folders) console.log(`${folder.id}: ${await importRun(opened, folder, new Date())}`);
  } finally {
    opened.close();
  }
}

async function showTrends(args: Args): Promise<void> {
  const { trends } = await import('../history/trend.js');
  const opened = await open(args, false);
  try {
    const found = await trends(opened, { metric: args.metric, cases: args.case });
    if (args.json) console.log(JSON.stringify(found, null, 2));
    else print(found, args.metric);
  } finally {
    opened.close();
  }
}

function print(found: readonly Trend[], metric: string): void {
  // What needs attention stands last, next to the prompt.
  const inOrder = found.toSorted((one, other) => Number(one.alarm !== undefined) - Number(other.alarm !== undefined));
  const rows = inOrder.map((trend) => [
    trend.lab,
    trend.device_model,
    trend.device,
    `${trend.os_build} ${trend.app_build.slice(0, 8)}`,
    trend.case_id,
    String(trend.points.length),
    figure(trend.baseline),
    figure(trend.points.at(-1)?.value),
    trend.change_percent === undefined ? '' : percent(trend.change_percent),
    said(trend),
  ]);
  console.log(
    textTable(['lab', 'model', 'phone', 'iOS, app', 'case', 'runs', 'first ten', 'last', 'change', metric], rows),
  );
}

/** Four significant digits. */
const figure = (value: number | undefined): string => (value === undefined ? '' : String(Number(value.toPrecision(4))));

const percent = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(1)} %`;

function said({ alarm, changes, baseline }: Trend): string {
  if (baseline === undefined) return 'fewer than ten runs';
  if (alarm === undefined) return '';
  const found = changes.map(
    (change) =>
      `${percent(change.percent)} since ${change.run_id}${change.new_package ? ', with another package' : ''}`,
  );
  return found.length > 0 ? found.join('; ') : `${alarm.direction} by ${alarm.run_id}, no single step found`;
}

async function exportTo(args: Args, [folder, ...more]: readonly [string, ...string[]]): Promise<void> {
  if (more.length > 0) throw new Problem('history export: name one folder');
  if (args.lab === undefined) throw new Problem('history export: say what others call this lab, by --lab NAME');
  const { exportHistory } = await import('../history/exchange.js');
  const opened = await open(args, false);
  try {
    const { runs, cases } = await exportHistory(opened, args.lab, folder);
    console.log(`exported: ${folder} (${String(runs)} runs, ${String(cases)} rows)`);
  } finally {
    opened.close();
  }
}

async function merge(args: Args, folders: readonly string[]): Promise<void> {
  const { mergeExport } = await import('../history/exchange.js');
  const opened = await open(args, true);
  try {
    for (const folder of folders) {
      const { lab, runs, cases } = await mergeExport(opened, folder);
      console.log(`${lab}: ${String(runs)} runs, ${String(cases)} rows`);
    }
  } finally {
    opened.close();
  }
}

async function samples([file, ...runs]: readonly [string, ...string[]]): Promise<void> {
  if (runs.length === 0) throw new Problem('history samples: name the file and then the folders of runs');
  const { exportSamples } = await import('../history/samples.js');
  const count = await exportSamples(runs.map(openRunFolder), file);
  console.log(`samples: ${file} (${String(count)} rows)`);
}
