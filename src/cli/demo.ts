import { join } from 'node:path';
import { readSweep } from '../plan/sweep.js';
import { projectRoot } from '../project.js';
import { virtualAppNames } from '../virtual/app/names.js';
import type { VirtualAppName } from '../virtual/app/names.js';
import type { IosVersion } from '../virtual/iphone/identity.js';
import { Problem } from '../problem.js';
import { runFindings } from '../terminal/run-findings.js';
import type { Speech } from '../terminal/screen.js';
import { textWidth, wrap } from '../terminal/wrap.js';
import { optionsAgain } from './again.js';
import type { CarriedOut } from './carry-out.js';
import { appiumPortOption, faultOption, iosOption, outOption } from './options.js';
import { speechOf, speechOptions } from './speech.js';
import type { SpeechArgs } from './speech.js';
import type { Command } from './command.js';

interface Args extends SpeechArgs {
  out: string;
  app: VirtualAppName;
  ios?: IosVersion | undefined;
  fault: string[];
  'appium-port'?: number | undefined;
}

/** `demo`: the main job, whole, without a phone. */
export const demo = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .option('out', outOption)
      .option('app', {
        choices: virtualAppNames,
        default: 'twin' as const,
        describe: 'What runs in it: the TypeScript twin or, in a checkout, the Swift app (scripts/swift/build.sh)',
      })
      .option('ios', iosOption)
      .option('fault', faultOption)
      .option('appium-port', appiumPortOption)
      .options(speechOptions),
  async handler(args) {
    const { carryOut, tell } = await import('./carry-out.js');
    const { newSweepRun } = await import('./sweep-run.js');
    const { openVirtualLab } = await import('../virtual/lab.js');
    const speech = speechOf(args);
    const { app, ios, fault: faults, 'appium-port': appiumPort } = args;
    const source = await newSweepRun(readSweep(join(projectRoot, 'sweeps/demo.yaml')), args.out);
    const again = optionsAgain({ ...args, virtual: 1, app: app === 'twin' ? undefined : app });
    const lab = await openVirtualLab({ count: 1, app, ios, faults, appiumPort });
    const done = await carryOut({ ...source, again, speech }, lab);
    const ending = done.end === 'done' ? await endingOf(done) : undefined;
    finish(await tell(done, { speech, more: { ...ending } }));
    if (ending !== undefined) sayEnding(ending, speech);
  },
});

/** What the demo ends with: what it found, and where that is drawn. */
interface Ending {
  readonly findings: string;
  /** Absent where it could not be written. */
  readonly report?: string;
}

async function endingOf({ folder, rows }: CarriedOut): Promise<Ending> {
  const { reportRuns } = await import('../report/report-runs.js');
  const findings = runFindings(rows);
  try {
    return { findings, report: (await reportRuns([folder])).file };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`rezbench: ${error.message}`);
    return { findings };
  }
}

/** The next thing to do: the same with one's own models needs no phone either. */
const next = 'npx rezbench run --models MODELS --images PHOTOS --virtual 1';

function sayEnding({ findings, report }: Ending, speech: Speech): void {
  if (speech === 'json') return;
  if (report !== undefined) console.log(`report: ${report}`);
  if (speech === 'quiet') return;
  console.log(`\n${wrap(findings, textWidth()).join('\n')}\n`);
  console.log(`next, with your own models and photos: ${next}`);
}
