import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { baselinesIn, isBaselines } from '../baseline/store.js';
import { alarmNamed, knownAlarms } from '../compare/alarms/alarms-file.js';
import { effectText } from '../compare/alarms/alarm-text.js';
import { caseText } from '../compare/alarms/scope-text.js';
import { readBases } from '../compare/bases.js';
import { readNight } from '../compare/night.js';
import { exitCodeOf, planReproduction, reproduced } from '../compare/reproduce.js';
import type { AlarmOfRun, Reproduced } from '../compare/reproduce.js';
import { exitCodes, Problem } from '../problem.js';
import { openRunFolder } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import { withLabOptions } from './lab-of.js';
import type { LabArgs } from './lab-of.js';
import { benchOf } from './measure-again.js';
import type { Bench, OpenBench } from './measure-again.js';
import type { Command } from './command.js';

interface Args extends LabArgs {
  alarm: string;
  in: string;
  base: string[];
  json: boolean;
}

/** `reproduce`: asks an alarm again, on the phone that alarmed. */
export const reproduce = (finish: (exitCode: number) => void, openBench: OpenBench = benchOf): Command<Args> => ({
  builder: (yargs) =>
    withLabOptions(
      yargs
        .positional('alarm', { type: 'string', demandOption: true, describe: 'Id of an alarm, or its beginning' })
        .option('in', { type: 'string', demandOption: true, describe: 'The run with that alarm' })
        .option('base', {
          type: 'string',
          array: true,
          default: [] as string[],
          describe: 'What it was compared with (default: the baselines beside it, or the runs it was compared with)',
        })
        .option('json', { type: 'boolean', default: false, describe: 'Print reproduction.json' }),
    ),
  async handler({ alarm: id, in: run, base, json, ...args }) {
    const asked = alarmOfRun(id, run, base);
    const bench = await openBench({ ...args, json });
    try {
      const done = await reproduceAlarm(asked, bench, (sentence) => {
        console.error(`rezbench: ${sentence}`);
      });
      if (typeof done === 'number') {
        finish(done);
        return;
      }
      finish(exitCodeOf(done.found));
      console.log(json ? JSON.stringify(done.document, null, 2) : textOf(asked, done.found, done.folder));
    } finally {
      await bench.close();
    }
  },
});

/** Reads an alarm and what it was found by. Throws a Problem for one that does not exist, and for bases that are gone. */
export function alarmOfRun(id: string, run: string, base: readonly string[]): AlarmOfRun {
  const folder = openRunFolder(run);
  const alarm = alarmNamed(run, id);
  const { bases, isStrict } = knownAlarms(folder);
  const candidate = readNight(folder);
  return {
    alarm,
    candidate,
    isStrict,
    bases: readBases(base.length > 0 ? base : basesBeside(folder, bases), candidate),
  };
}

function basesBeside({ path }: RunFolder, ids: readonly string[]): string[] {
  const root = dirname(path);
  const store = baselinesIn(root);
  if (isBaselines(store)) return [store];
  const gone = ids.filter((id) => !existsSync(join(root, id)));
  if (ids.length > 0 && gone.length === 0) return ids.map((id) => join(root, id));
  throw new Problem(
    `${root} lacks ${gone.join(', ') || 'the base'}, which ${path} was compared with; put it back, or name the base with --base`,
    exitCodes.missing,
  );
}

interface Done {
  readonly folder: RunFolder;
  readonly found: readonly Reproduced[];
  readonly document: object;
}

/** Makes the run that asks an alarm again, carries it out, and writes down what it showed. */
export async function reproduceAlarm(
  asked: AlarmOfRun,
  bench: Pick<Bench, 'measure' | 'fleet'>,
  say: (sentence: string) => void,
): Promise<Done | number> {
  const { alarm, candidate } = asked;
  const root = dirname(candidate.folder.path);
  const reproduction = planReproduction(asked, 1 + earlier(root));
  const { createRun } = await import('../run/start.js');
  const { planCost } = await import('../terminal/plan-summary.js');
  const source = `reproduction of alarm ${alarm.id} of ${candidate.folder.id}`;
  const folder = await createRun({ plan: reproduction.plan, source, suite: 'sweep' }, root, bench.fleet);
  say(`${alarm.text}: ${planCost(reproduction.plan)}: ${folder.path}`);
  const stopped = await bench.measure(folder);
  if (stopped !== undefined) return stopped;
  const found = reproduced(asked, reproduction, folder);
  const document = { v: 1, alarm: alarm.id, of: candidate.folder.id, text: alarm.text, cases: found };
  writeWhole(join(folder.path, fileName), `${JSON.stringify(document, null, 2)}\n`);
  return { folder, found, document };
}

const fileName = 'reproduction.json';

/** Reproductions among the runs, whose launches have names of their own. */
const earlier = (root: string): number =>
  readdirSync(root).filter((name) => existsSync(join(root, name, fileName))).length;

const words = {
  reproduced: 'reproduced',
  not_reproduced: 'not reproduced',
  undecided: 'not decided',
  missing: 'not measured',
} as const satisfies Record<Reproduced['outcome'], string>;

function textOf({ alarm }: AlarmOfRun, found: readonly Reproduced[], { path }: RunFolder): string {
  const { metric } = alarm;
  return [
    ...found.map((one) => {
      const before = effectText(metric, [one.case]);
      return `${words[one.outcome]}: ${metric} of ${caseText(one.case)}: ${one.now}${before === undefined ? '' : ` (${before} when it alarmed)`}`;
    }),
    `reproduce: alarm ${alarm.id}: ${path}/${fileName}`,
  ].join('\n');
}
