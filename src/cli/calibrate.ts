import { join } from 'node:path';
import type { DoctorReport } from '../doctor/examine.js';
import { Problem } from '../problem.js';
import type { ExitCode } from '../problem.js';
import { projectRoot } from '../project.js';
import { planCost } from '../terminal/plan-summary.js';
import { optionsAgain } from './again.js';
import type { RunSource } from './carry-out.js';
import type { CalibrateArgs } from './calibration-options.js';
import { labOf } from './lab-of.js';
import { labFileOf } from './options.js';
import { virtualPhonesOf } from './virtual-phones.js';
import type { VirtualPhones } from './virtual-phones.js';

/** Measures the noise floor of each phone and keeps it for the gate; `askDoctor` when a phone gave no session. Returns the exit code. */
export async function calibratePhones(args: CalibrateArgs, askDoctor: () => Promise<DoctorReport>): Promise<ExitCode> {
  const virtual = await virtualPhonesOf({ ...args, app: undefined });
  if (virtual !== undefined && (args.lab ?? args.device ?? args.app) !== undefined) {
    throw new Problem('--virtual means other phones than --lab, --device and --app do; leave them out, or --virtual');
  }
  if (virtual === undefined) (await import('../lab/attached-lab.js')).describedLab(labFileOf(args.lab));
  const source = await sourceOf(args, virtual);
  const { runToTheEnd } = await import('./carry-out.js');
  console.error(`rezbench: ${planCost(source.request.plan, virtual?.count)}`);
  return runToTheEnd(
    source,
    await labOf({ ...args, fault: args.fault ?? [] }, virtual),
    virtual === undefined ? askDoctor : undefined,
  );
}

async function sourceOf(
  args: CalibrateArgs,
  virtual: VirtualPhones | undefined,
): Promise<Extract<RunSource, { kind: 'new' }>> {
  const { readSweep } = await import('../plan/sweep.js');
  const { newSweepRun } = await import('./sweep-run.js');
  const { calibrationPlan } = await import('../calibration/plan.js');
  const { calibrationsIn } = await import('../calibration/runs.js');
  const { nightly } = await import('../verdict/design.js');
  const { sweep = join(projectRoot, 'sweeps/demo.yaml'), out = 'results', launches = nightly.launches } = args;
  const swept = await newSweepRun(readSweep(sweep), out);
  const turn = calibrationsIn(out).length + 1;
  const plan = calibrationPlan(swept.request.plan, { caseId: args.case, launches, turn });
  return {
    ...swept,
    request: { ...swept.request, plan, source: `calibration by ${sweep}` },
    again: optionsAgain(args),
    fleet: virtual?.fleet,
  };
}
